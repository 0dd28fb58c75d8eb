// Package clock is the only source of time.
//
// Everything that needs the time takes a Clock; tests pass a fake one and live through ninety days in a millisecond.
// Instant is how a moment is stored and sent. Steady keeps a server's time through jumps of the machine's wall clock.
// The package knows no calendar: days and working days are in base/calendar.
package clock

import (
	"database/sql/driver"
	"fmt"
	"time"

	"github.com/jonboulle/clockwork"
)

// Clock tells the time and makes timers. Now is in UTC.
type Clock = clockwork.Clock

// Instant is a moment: stored as a BIGINT of microseconds since 1970 UTC (NULL when zero), sent as RFC 3339 in UTC
// with microseconds, empty string never.
type Instant struct{ time.Time }

// At makes an Instant of t, in UTC and cut to microseconds, so that what is stored equals what was given.
func At(t time.Time) Instant {
	if t.IsZero() {
		return Instant{}
	}
	return Instant{t.UTC().Truncate(time.Microsecond)}
}

// Now is the clock's time as an Instant.
func Now(c Clock) Instant { return At(c.Now()) }

// Value stores the instant as microseconds.
func (i Instant) Value() (driver.Value, error) {
	if i.IsZero() {
		return nil, nil
	}
	return i.UnixMicro(), nil
}

// Scan reads microseconds.
func (i *Instant) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*i = Instant{}
	case int64:
		*i = Instant{time.UnixMicro(v).UTC()}
	default:
		return fmt.Errorf("clock: cannot read an instant from %T", src)
	}
	return nil
}

// MarshalJSON writes RFC 3339 in UTC, or null when zero.
func (i Instant) MarshalJSON() ([]byte, error) {
	if i.IsZero() {
		return []byte("null"), nil
	}
	return i.UTC().MarshalJSON()
}

// UnmarshalJSON reads RFC 3339 or null.
func (i *Instant) UnmarshalJSON(b []byte) error {
	if string(b) == "null" || string(b) == `""` {
		*i = Instant{}
		return nil
	}
	var t time.Time
	if err := t.UnmarshalJSON(b); err != nil {
		return err
	}
	*i = At(t)
	return nil
}
