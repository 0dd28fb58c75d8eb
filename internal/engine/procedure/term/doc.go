// Package term computes the clocks of the law: when a term that began at some moment is over, and why.
//
// A Spec is one term as a rule pack states it; a Run is what happened to one such term: its start, the times in which it
// did not run, its extensions. Compute makes a Clock of them: due moment, warnings, what is left, and every step of the
// count in words, so that a screen can show it and a court can repeat it. Extend, Suspend and Resume are the lawful
// changes of a Run; Latest counts backwards from a planned event; Affected says what a corrected calendar moves.
//
// How it counts, where the law leaves it open:
//
//   - Hours run from the moment itself, day and night (Civil Code, Art. 201(2)); times that are excluded are taken out to
//     the microsecond; nothing rolls.
//   - The day from which a term in days, working days, months or years runs is not counted (Art. 201(1)). It is over at
//     24:00 Beijing time of its last day, and a last day of rest moves to the next working day (Art. 203; Spec.Rolls).
//   - Excluded time (a test, a hearing, a stay) is itself a period and is counted like one: its first day belongs to the
//     term that still ran, its last day does not, so a stay from 5 to 9 March takes out the four days 6 to 9. Several
//     stays take out the union of their days. In working days only the working days among them are taken out. A term in
//     months or years first finds its corresponding day and is then lengthened by the days taken out.
//   - A term does not end within a stay that began before its end; it ends at the earliest with the day of resumption.
//   - An extension lengthens the term and not its rolled end: lengths in the same unit are added, another unit is counted
//     on from the last day before it rolled. An extension starts the warnings anew, at their old distance from the end.
//   - Counting backwards nothing rolls: the latest day for a notice is neither moved nearer to the hearing, which would
//     harm the party, nor farther, which would harm who must apply in time.
//
// A year whose schedule is not published makes Compute fail with Unavailable; Provisional counts it by weekends, and says
// so. It is pure: no database, no time of its own, no knowledge of which act starts or ends a term.
package term
