package procedure

import (
	"context"
	"time"

	"anlan/internal/base/lang"
)

// Clock is a term of the law that acts start and stop. Its length is a rule of the case's packs, or a moment that an act
// sets. A clock that is started again while it runs begins anew.
type Clock struct {
	Name  string
	Title lang.Text
	Basis Basis
	// Rule is the id of the term in the rule packs: "P-DEC". Empty with Until.
	Rule string
	// Until is the moment at which it is over when an officer sets it: the date of a rectification order.
	Until func(t *Turn) (time.Time, error)
	// Starts are the acts that start it at their legal moment; "open" is the opening. After is the clock whose end starts it.
	Starts []string
	After  string
	// Only narrows when an act starts it; nil for always.
	Only func(t *Turn) bool
	// Stops are the acts that end it, in time or late.
	Stops []string
	// Pauses are spans that do not count.
	Pauses []Pause
	// Extends are the acts that use up one of the extensions that its rule allows.
	Extends []string
	// Closes are acts that are refused once it is over: the right is waived, the power lost.
	Closes []string
	// Holds are acts that are refused while it runs: a party's time is not cut short, a notice stands its days.
	Holds []string
	// Lapses is the machine act that happens when it runs out; "" for none.
	Lapses string
	// Party says that the time is the party's: its end is no lateness of the bureau.
	Party bool
}

// Pause is a span that a clock does not count: from an act until another.
type Pause struct {
	Title lang.Text
	From  []string
	Until []string
	Basis Basis
}

// ClockState says how a clock stands.
type ClockState string

// The states.
const (
	ClockRunning ClockState = "running"
	ClockPaused  ClockState = "paused"
	ClockMet     ClockState = "met"      // stopped in time
	ClockLate    ClockState = "late"     // stopped after its end
	ClockOver    ClockState = "over"     // ran out, with the consequence of its rule
	ClockEnded   ClockState = "ended"    // the case was closed while it ran
	ClockAnew    ClockState = "replaced" // started again
)

// Effect changes what the owner keeps besides the case. An error undoes the whole act.
type Effect func(ctx context.Context, t *Turn) error
