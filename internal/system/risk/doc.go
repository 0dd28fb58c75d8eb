// Package risk is the grading of risks and their control (风险分级管控): the risk points of an enterprise, each with its
// grade, who answers for it and the measures that hold it down.
//
// A risk point (point*.go) is a row, and every change of it a version that is kept, so that what held on a given day can be
// asked. Its grade is not edited: it comes from a case (grading*.go) in which one person assesses (自评), another checks
// (专家核查) and a third approves (审核). Scores become colours by internal/model/grade and by the city's own methods
// (method*.go), which may be stricter and never looser; a stricter one regrades at once. Suggestions (suggestion.go) are
// points that enterprises of a sector usually have, constructed and taken over by hand. Figures (figures.go) rate areas and
// sectors from the points. The level of risk of the enterprise in the register follows its worst graded point. Hidden
// dangers, and whether measures are in fact kept, are not known here.
package risk
