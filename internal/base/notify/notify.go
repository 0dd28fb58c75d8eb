// Package notify carries short messages to people outside the screen: a channel is a way to reach somebody.
//
// A Channel sends one Message and says what became of it. Every message carries a Key of the caller's choice: a channel
// that is given the same key again must not deliver twice, so a caller who does not know whether a try went out may
// simply repeat it. Gateway is a channel that speaks HTTP to a gateway of SMS or voice calls; where no address is
// configured there is no channel, and callers say so. The package knows no business noun and keeps no state.
package notify

import (
	"context"
	"encoding/json"
	"errors"

	"anlan/internal/base/lang"
)

// State is what became of a message.
type State string

// The states. Sent is taken by the carrier, Delivered has reached the device, Answered was acknowledged by the person
// (a key pressed, a word replied), Failed will not arrive.
const (
	Sent      State = "sent"
	Delivered State = "delivered"
	Answered  State = "answered"
	Failed    State = "failed"
)

// Message is what is sent. Key is the same for every repeat of one try; To is an address as the channel knows it: a
// telephone number, a mail address, a URL. Subject is for channels that have one, Data for those that take more than text.
type Message struct {
	Key     string          `json:"key"`
	To      string          `json:"to"`
	Name    string          `json:"name"`
	Subject string          `json:"subject,omitempty"`
	Text    string          `json:"text"`
	Data    json.RawMessage `json:"data,omitempty"`
}

// What is known beside "nobody knows". ErrNotSent: the message certainly did not go out. ErrNotHeard: the channel, asked,
// has never heard of the key. Both come wrapped.
var (
	ErrNotSent  = errors.New("it was not sent")
	ErrNotHeard = errors.New("the channel has not heard of it")
)

// Receipt is what a channel says of a message. Detail is for the record, in the words of the carrier.
type Receipt struct {
	State  State  `json:"state"`
	Detail string `json:"detail"`
	Gone   bool   `json:"-"` // the address is no more and will never take anything again
}

// Channel is a way to reach people.
type Channel interface {
	// Name is the stable name of the channel ("sms").
	Name() string
	// Title is the name as people know it.
	Title() lang.Text
	// Send hands a message over. An error says that it is not known whether it went out: repeat it with the same key. A
	// message that cannot be delivered is no error but the state Failed.
	Send(ctx context.Context, m Message) (Receipt, error)
	// Ask tells what has become of a message that was handed over before, by its key.
	Ask(ctx context.Context, key string) (Receipt, error)
}
