// Package govern is how a city holds its areas, departments and units to what they answer for (网格化责任体系的监督考核).
//
// It declares three procedures: a matter of supervision (督办件: supervision_*.go), an admonition talk (约谈: talk_*.go) and a
// bulletin (日研判、周调度、月通报: bulletin_*.go). Who answers for an area is asked of the posts when a matter is issued. A matter that is not answered in time goes to the next
// level by itself; a talk whose commitments are not kept becomes a matter of supervision, and an overdue matter a talk,
// each under the root of the other, so that one dossier tells the whole. Times are rules of the packs (package law), all of
// them parameters: the country has none. The boards (board.go) show what is open by its due time. A bulletin is made by itself, once for each day (the key in
// govern_bulletin), from figures that the app counts, each with the records that it counted; a person judges and publishes
// it. Findings on sites are not
// here: they are hidden dangers of package dualcontrol.
package govern
