#![allow(missing_docs, clippy::disallowed_methods, clippy::print_stdout, reason = "a benchmark")]
use callsim::dist::Distribution;
use callsim::engine::Engine;
use callsim::model::*;
use callsim::observe::Recorder;
use callsim::time::*;

fn erlang_a(agents: u32, per_minute: f64, hours: u64) -> Model {
    let horizon =
        Horizon::length(SimDuration::from_secs(3600 * hours), SimDuration::from_secs(3600), None)
            .unwrap();
    let rate = per_minute / 60.0;
    let ct = CallType {
        name: "calls".into(),
        priority: 0,
        arrivals: Arrivals {
            segments: vec![RateSegment {
                start: SimTime::ZERO,
                end: SimTime::NEVER,
                rate_at_start: rate,
                rate_at_end: rate,
                day: 0,
            }],
            busyness: None,
        },
        handling: Handling {
            talk: OverDay::Same(Distribution::exponential(60.0).unwrap()),
            wrap_up: None,
        },
        patience: Patience::Drawn(OverDay::Same(Distribution::exponential(120.0).unwrap())),
        objective: ServiceLevelObjective {
            within: SimDuration::from_secs(20),
            target: 0.8,
            rule: ServiceLevelRule::Offered,
            short_abandon: SimDuration::ZERO,
            by: CountedBy::Entry,
        },
        redial: None,
    };
    let g = AgentGroup {
        name: "agents".into(),
        skills: vec![Skill { call_type: CallTypeId(0), rank: 1, speed: 1.0 }],
        staffing: Staffing::HeadCount(vec![HeadCount { at: SimTime::ZERO, agents }]),
    };
    Model::new("w1", horizon, vec![ct], vec![g], Routing::default()).unwrap()
}

fn main() {
    for (agents, rate, hours) in [(50, 50.0, 1000), (2000, 2000.0, 40)] {
        let model = erlang_a(agents, rate, hours);
        let mut engine = Engine::new(&model);
        let mut recorder = Recorder::new(&model);
        let n = std::env::var("REPS").ok().and_then(|x| x.parse().ok()).unwrap_or(5);
        for rep in 0..n {
            recorder.restart();
            let t = std::time::Instant::now();
            engine.run(1, rep, &mut recorder);
            let e = t.elapsed().as_secs_f64();
            let c = recorder.observations().all_calls(CallTypeId(0));
            println!(
                "{agents} agents: {:.2} M calls/s ({:.1} ns) ab {:.4} waited {:.4} asa {:.3}",
                c.offered as f64 / e / 1e6,
                e * 1e9 / c.offered as f64,
                c.abandoned as f64 / c.offered as f64,
                c.waited as f64 / c.offered as f64,
                c.wait_answered as f64 / 1e6 / c.answered as f64
            );
        }
    }
}
