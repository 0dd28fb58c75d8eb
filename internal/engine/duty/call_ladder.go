package duty

import (
	"context"

	"anlan/internal/base/store"
)

// The ladder of a person: all steps of the call with their first number, then, for each further number that they had when the
// call began, the steps that ring a number again. Somebody whose first number is dead is so rung on the second before the
// next rank is.

// ringing are the steps that ring a number.
func (c *Call) ringing() []StepOf {
	var out []StepOf
	for _, s := range c.Steps {
		if s.Channel != Screen {
			out = append(out, s)
		}
	}
	return out
}

// Rungs is how many tries a target gets at most.
func (c *Call) Rungs(t Target) int {
	return len(c.Steps) + max(0, t.Numbers-1)*len(c.ringing())
}

// rung is the n-th step of a ladder, from 0.
func (c *Call) rung(n int) StepOf {
	if n < len(c.Steps) {
		return c.Steps[n]
	}
	again := c.ringing()
	return again[(n-len(c.Steps))%len(again)]
}

// NumberOf is which number of the person the n-th try rings, from 1; 0 on the screen.
func (c *Call) NumberOf(step int) int {
	switch {
	case c.rung(step-1).Channel == Screen:
		return 0
	case step <= len(c.Steps):
		return 1
	}
	return 2 + (step-1-len(c.Steps))/len(c.ringing())
}

// countNumbers notes how many numbers each target has. One who has none still gets the ladder once, which says so.
func (c *Call) countNumbers(ctx context.Context, tx *store.Tx) error {
	contacts := make([]string, 0, len(c.Targets))
	for _, t := range c.Targets {
		contacts = append(contacts, t.Contact)
	}
	numbers, err := phones(ctx, tx, contacts)
	for i := range c.Targets {
		c.Targets[i].Numbers = max(1, len(numbers[c.Targets[i].Contact]))
	}
	return err
}
