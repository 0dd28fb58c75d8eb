package notify

import (
	"context"
	"fmt"

	"anlan/internal/base/lang"
)

// Sealed is a channel of an exercise: it has the name of a real one, sends nothing, and tells who keeps count what it would
// have sent. Who sends sees it as sent, so that everything goes its way up to the last step.
type Sealed struct {
	name  string
	title lang.Text
	hold  func(ctx context.Context, channel string, m Message) error
}

// NewSealed makes a channel in the place of a real one. hold must bear repeats of a key; when it fails, so does Send.
func NewSealed(name string, title lang.Text, hold func(ctx context.Context, channel string, m Message) error) *Sealed {
	return &Sealed{name: name, title: title, hold: hold}
}

// Name is that of the real channel.
func (s *Sealed) Name() string { return s.name }

// Title is that of the real channel.
func (s *Sealed) Title() lang.Text { return s.title }

// Send holds the message back.
func (s *Sealed) Send(ctx context.Context, m Message) (Receipt, error) {
	if err := s.hold(ctx, s.name, m); err != nil {
		return Receipt{}, fmt.Errorf("%s: %w: %w", s.name, ErrNotSent, err)
	}
	return held, nil
}

// Ask says the same of every message.
func (s *Sealed) Ask(context.Context, string) (Receipt, error) { return held, nil }

var held = Receipt{State: Sent, Detail: "演练：已拦下，未发出"}
