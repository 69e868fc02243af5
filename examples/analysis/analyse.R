#!/usr/bin/env Rscript
# What the tables of callsim tell besides the page, in base R.
#
#     Rscript analyse.R FOLDER [OTHER]
#
# FOLDER is what `callsim run` has left, OTHER the results of another plan with the same seed and
# replications.

# A table of results; a `'` keeps names from being formulas of a spreadsheet.
read_table <- function(folder, name) {
  file <- file.path(folder, paste0(name, ".csv"))
  rows <- read.csv(file, na.strings = "", stringsAsFactors = FALSE, encoding = "UTF-8")
  texts <- vapply(rows, is.character, logical(1))
  rows[texts] <- lapply(rows[texts], sub, pattern = "^'('*[-=+@])", replacement = "\\1")
  rows
}

# A row for each replication, a column for each measure of all calls.
by_replication <- function(folder, measures) {
  rows <- read_table(folder, "replications")
  rows <- rows[rows$scope == "all" & rows$measure %in% measures, ]
  rows <- rows[c("replication", "measure", "value")]
  wide <- reshape(rows, idvar = "replication", timevar = "measure", direction = "wide")
  names(wide) <- sub("^value\\.", "", names(wide))
  wide
}

percent <- function(share, digits = 1) sprintf("%.*f %%", digits, 100 * share)

distribution <- function(days) {
  level <- days$service_level
  cat(sprintf("Service level over %d replications\n", length(level)))
  cat("   5, 50, 95 %:", paste(percent(quantile(level, c(0.05, 0.5, 0.95))), collapse = ", "), "\n")
}

worst_intervals <- function(folder, how_many = 5) {
  rows <- read_table(folder, "intervals")
  rows <- rows[rows$scope == "call_type" & rows$offered > 0, ]
  # A handful of calls says nothing.
  rows <- rows[rows$offered >= 0.1 * ave(rows$offered, rows$name), ]
  worst <- head(rows[order(rows$service_level), ], how_many)
  cat(sprintf("\nThe %d worst intervals\n", nrow(worst)))
  cat(sprintf("   %s  %s: %s (%s to %s)\n", worst$start, worst$name, percent(worst$service_level, 0),
              percent(worst$service_level_p05, 0), percent(worst$service_level_p95, 0)), sep = "")
}

# Days differ in how many call: what do a hundred calls more do?
abandonment_on_load <- function(days) {
  model <- lm(abandonment ~ I(offered / 100), data = days)
  bounds <- 100 * confint(model)[2, ]
  cat("\nAbandonment on load, replication by replication\n")
  cat(sprintf("   100 calls more: %+.2f percentage points (%.2f to %.2f)\n",
              100 * coef(model)[2], bounds[1], bounds[2]))
  cat(sprintf("   that explains %.0f %% of the variance\n", 100 * summary(model)$r.squared))
}

# The same replication has the same callers, so it is compared with itself.
paired <- function(folder, other) {
  measures <- c("service_level", "asa", "abandonment")
  pairs <- merge(by_replication(folder, measures), by_replication(other, measures),
                 by = "replication", suffixes = c("_one", "_two"))
  cat(sprintf("\n%s against %s, %d pairs of replications\n", other, folder, nrow(pairs)))
  for (measure in measures) {
    one <- pairs[[paste0(measure, "_one")]]
    two <- pairs[[paste0(measure, "_two")]]
    half <- function(test) diff(test$conf.int) / 2
    # Where nothing differs, there is nothing to test.
    if (var(two - one, na.rm = TRUE) == 0) {
      cat(sprintf("   %s: %+.4f always\n", measure, mean(two - one, na.rm = TRUE)))
      next
    }
    cat(sprintf("   %s: %+.4f ± %.4f (± %.4f without pairs)\n", measure,
                mean(two - one, na.rm = TRUE), half(t.test(two, one, paired = TRUE)),
                half(t.test(two, one))))
  }
}

folders <- commandArgs(trailingOnly = TRUE)
if (!length(folders) %in% 1:2) stop("usage: Rscript analyse.R FOLDER [OTHER]")
days <- by_replication(folders[1], c("service_level", "offered", "abandonment"))
days <- days[complete.cases(days), ]
distribution(days)
worst_intervals(folders[1])
abandonment_on_load(days)
if (length(folders) == 2) paired(folders[1], folders[2])
