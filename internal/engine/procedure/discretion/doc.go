// Package discretion computes what a penalty should be: from a benchmark item and the facts to a grade, a range and an
// amount, with every step in words.
//
// A Catalogue is data, read strictly from YAML: Items (violation, duty, penalty article, statutory ranges, grades on one
// measured factor), Circumstances that make a penalty lighter, heavier or mitigated, grounds on which there is none, and
// Lists of first violations that are exempt. Propose applies it; Check says what a chosen amount needs; Spread compares it
// with like cases. The package is pure: no database, no time of its own. What it proposes binds nobody: people decide, and
// say why when they differ.
//
// How the amount comes about. The factor picks the grade, and its position between the bounds of the grade the place
// within it, so a little more of the violation is never cheaper. The grade is cut in three by two parameters (30 % each by
// default, usual in local rules but in no national text): lighter lies in the lowest part, heavier in the highest,
// otherwise the middle. Lighter and heavier at once give the middle and want a reason. Mitigated goes below the statutory
// minimum; where the law has none ("not more than") below the lighter part of the first grade. Amounts are whole yuan,
// rounded down to a step.
//
// Every figure says where it is from (Source). What is constructed or from memory is named in the proposal, so that nobody
// takes a default for the law.
package discretion
