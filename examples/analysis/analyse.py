#!/usr/bin/env python3
"""What the tables of callsim tell besides the page.

    python3 analyse.py FOLDER [OTHER] [--plot FILE.png]

FOLDER is what `callsim run` has left, OTHER the results of another plan with the same seed and
replications. Needs pandas; takes Parquet files where there are any (pyarrow), else CSV.
"""

import argparse
from pathlib import Path
from statistics import NormalDist

import numpy as np
import pandas as pd


def table(folder, name):
    """A table of results. Parquet has types and plain names; in CSV a `'` keeps names from being
    formulas, and moments are text."""
    parquet = Path(folder) / f"{name}.parquet"
    if parquet.exists():
        return pd.read_parquet(parquet)
    rows = pd.read_csv(Path(folder) / f"{name}.csv", keep_default_na=False, na_values=[""])
    for column in rows.select_dtypes(include=["object", "string"]):
        rows[column] = rows[column].str.replace(r"^'(?='*[=+\-@\t\r\n＝＋－＠])", "", regex=True)
    for column in ["start", "end"]:
        # In a plain length they are seconds, and stay so.
        if column in rows and not pd.api.types.is_numeric_dtype(rows[column]):
            rows[column] = pd.to_datetime(rows[column])
    return rows


def by_replication(folder, *measures):
    """A row for each replication, a column for each measure of all calls."""
    rows = table(folder, "replications")
    rows = rows[(rows.scope == "all") & rows.measure.isin(measures)]
    return rows.pivot(index="replication", columns="measure", values="value")


def distribution(days):
    level = days.service_level
    print(f"Service level over {len(level)} replications")
    quantiles = level.quantile([0.05, 0.5, 0.95])
    print("   5, 50, 95 %: " + ", ".join(f"{100 * value:.1f} %" for value in quantiles))
    counts, edges = np.histogram(level, bins=np.arange(0, 1.01, 0.1))
    for count, edge in zip(counts, edges):
        if count:
            print(f"   from {100 * edge:3.0f} %  {'#' * round(40 * count / counts.max())} {count}")


def worst_intervals(folder, how_many=5):
    rows = table(folder, "intervals")
    rows = rows[(rows.scope == "call_type") & (rows.offered > 0)]
    # A handful of calls says nothing.
    enough = rows.offered >= 0.1 * rows.groupby("name").offered.transform("mean")
    worst = rows[enough].nsmallest(how_many, "service_level")
    print(f"\nThe {len(worst)} worst intervals")
    for row in worst.itertuples():
        band = f"{100 * row.service_level_p05:.0f} to {100 * row.service_level_p95:.0f} %"
        print(f"   {row.start}  {row.name}: {100 * row.service_level:.0f} % ({band})")


def abandonment_on_load(days):
    """Days differ in how many call: what do a hundred calls more do? Ordinary least squares."""
    load, lost = days.offered / 100, days.abandonment
    slope, intercept = np.polyfit(load, lost, 1)
    left = (lost - intercept - slope * load).var()
    print("\nAbandonment on load, replication by replication")
    print(f"   100 calls more: {100 * slope:+.2f} percentage points")
    print(f"   that explains {100 * (1 - left / lost.var()):.0f} % of the variance")


def paired(folder, other, confidence=0.95):
    """The same replication has the same callers, so it is compared with itself."""
    measures = ["service_level", "asa", "abandonment"]
    one, two = by_replication(folder, *measures), by_replication(other, *measures)
    differences = (two - one).dropna()
    # Student's t is as good as normal from a hundred replications on.
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    n = len(differences)
    print(f"\n{other} against {folder}, {n} pairs of replications")
    for measure in measures:
        difference = differences[measure]
        half = z * difference.std() / np.sqrt(n)
        alone = z * np.sqrt((one[measure].var() + two[measure].var()) / n)
        print(f"   {measure}: {difference.mean():+.4f} ± {half:.4f} (± {alone:.4f} without pairs)")


def plot(folder, days, file):
    try:
        import matplotlib
    except ImportError:
        print("\nno picture: matplotlib is not installed")
        return
    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, (left, right) = pyplot.subplots(1, 2, figsize=(10, 4))
    left.hist(days.service_level, bins=20)
    left.set(xlabel="service level", ylabel="replications", title=str(folder))
    right.scatter(days.offered, days.abandonment, s=8)
    right.set(xlabel="calls offered", ylabel="abandonment")
    figure.tight_layout()
    figure.savefig(file)
    print(f"\n{file} shows it")


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("folder")
    arguments.add_argument("other", nargs="?")
    arguments.add_argument("--plot", metavar="FILE.png")
    asked = arguments.parse_args()
    days = by_replication(asked.folder, "service_level", "offered", "abandonment").dropna()
    distribution(days)
    worst_intervals(asked.folder)
    abandonment_on_load(days)
    if asked.other:
        paired(asked.folder, asked.other)
    if asked.plot:
        plot(asked.folder, days, asked.plot)


if __name__ == "__main__":
    main()
