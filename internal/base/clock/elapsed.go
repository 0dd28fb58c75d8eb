package clock

import "time"

// Elapsed returns a function that tells the monotonic time of c, from some moment on. It goes on evenly when the wall
// clock is set, and for a Steady also when it adopts another time; delays and silence are measured by it.
func Elapsed(c Clock) func() time.Duration {
	if s, ok := c.(*Steady); ok {
		return s.elapsed
	}
	start := c.Now()
	return func() time.Duration { return c.Since(start) }
}
