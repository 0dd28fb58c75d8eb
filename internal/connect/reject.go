package connect

import (
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"anlan/internal/base/lang"
)

// Reason is a stable code, short enough for a metric's label. The set is small and fixed.
type Reason string

// The reasons of all codecs, and those that only the receiving side can find.
const (
	TooLarge     Reason = "too-large"     // more bytes than the protocol or our limit allows
	TooDeep      Reason = "too-deep"      // nested more deeply than the limit
	TooMany      Reason = "too-many"      // more values, messages or elements than the limit
	NotUTF8      Reason = "not-utf8"      // bytes that are not UTF-8
	NotJSON      Reason = "not-json"      // not JSON
	NotXML       Reason = "not-xml"       // not well-formed XML
	XMLEntity    Reason = "xml-entity"    // a document type, entity or processing instruction
	XMLEncoding  Reason = "xml-encoding"  // declared or written in another encoding than UTF-8
	Shape        Reason = "shape"         // well-formed, but not built as the protocol says
	Missing      Reason = "missing"       // something required is not there
	Value        Reason = "value"         // a value outside what the protocol allows
	DuplicateKey Reason = "duplicate-key" // the same name twice; the first one counts
	BadKey       Reason = "key"           // a name of a quantity that cannot be one
	NotNumber    Reason = "not-number"    // not a number where one belongs
	NaN          Reason = "nan"           // NaN, infinite, or beyond what a double can hold
	TimeForm     Reason = "time-form"     // not a time
	TimeMissing  Reason = "time-missing"  // no time where the protocol demands one
	TimePast     Reason = "time-past"     // older than the window
	TimeFuture   Reason = "time-future"   // further ahead than the window
	CRC          Reason = "crc"           // checksum does not agree
	Length       Reason = "length"        // length field lies or is not a number
	Garbage      Reason = "garbage"       // bytes between frames
	Truncated    Reason = "truncated"     // the stream ended inside a frame

	UnknownDevice Reason = "unknown-device" // no such device (found by the receiver)
	UnknownPoint  Reason = "unknown-point"  // the device has no such quantity (found by the receiver)
	Forbidden     Reason = "forbidden"      // the sender may not speak for this device (found by the receiver)
	Gap           Reason = "gap"            // messages are missing in a numbered sequence
	Encrypted     Reason = "encrypted"      // enciphered in a way for which there is no key
)

// Rejection is one piece of bad input. As an error it can be wrapped and found again by errors.As.
type Rejection struct {
	Reason Reason    `json:"reason" doc:"stable code"`
	Text   lang.Text `json:"text" doc:"what is wrong, for a person"`
	Device string    `json:"device,omitempty" doc:"the device, as far as known"`
	Where  string    `json:"where,omitempty" doc:"key of the value or path of the element at fault"`
	Sample string    `json:"sample,omitempty" doc:"the offending input, cut to 120 bytes, made printable"`
}

// SampleBytes is the longest sample that a Rejection keeps.
const SampleBytes = 120

// Reject makes a Rejection.
func Reject(why Reason, zh, en string) *Rejection {
	return &Rejection{Reason: why, Text: lang.T(zh, en)}
}

// Of returns a copy that names the device. Like the words of the other parts it is made printable and cut.
func (r *Rejection) Of(device string) *Rejection {
	c := *r
	c.Device = printable(device, SampleBytes)
	return &c
}

// At returns a copy that names the key or the path at fault.
func (r *Rejection) At(where string) *Rejection {
	c := *r
	c.Where = printable(where, SampleBytes)
	return &c
}

// Quote returns a copy with a sample of the offending input.
func (r *Rejection) Quote(input string) *Rejection {
	c := *r
	c.Sample = printable(input, SampleBytes)
	return &c
}

// Evidence is the sample with the place it was at, as it is kept with the count.
func (r *Rejection) Evidence() string {
	if r.Where == "" {
		return r.Sample
	}
	return strings.TrimSuffix(r.Where+": "+r.Sample, ": ")
}

// Dump returns a copy with a sample of offending input that is not text: in hex, the first 58 bytes.
func (r *Rejection) Dump(input []byte) *Rejection {
	const most = (SampleBytes - len("…")) / 2
	c := *r
	c.Sample = strings.ToUpper(hex.EncodeToString(input[:min(len(input), most)]))
	if len(input) > most {
		c.Sample += "…"
	}
	return &c
}

func (r *Rejection) Error() string {
	s := string(r.Reason) + ": " + r.Text.En
	if r.Where != "" {
		s += " at " + r.Where
	}
	if r.Sample != "" {
		s += fmt.Sprintf(" (%q)", r.Sample)
	}
	return s
}

// Rejections are several at once, the first being the gravest. As an error it unwraps to each.
type Rejections []*Rejection

func (rs Rejections) Error() string {
	words := make([]string, len(rs))
	for i, r := range rs {
		words[i] = r.Error()
	}
	return strings.Join(words, "; ")
}

// Unwrap lets errors.Is and errors.As look at each rejection.
func (rs Rejections) Unwrap() []error {
	errs := make([]error, len(rs))
	for i, r := range rs {
		errs[i] = r
	}
	return errs
}

// ReasonOf returns the reason of the first Rejection in err's chain, or "".
func ReasonOf(err error) Reason {
	var r *Rejection
	if errors.As(err, &r) {
		return r.Reason
	}
	return ""
}

// printable makes at most n bytes of s fit for a log line and a page: what is not a printable character becomes "·".
func printable(s string, n int) string {
	b := make([]byte, 0, n)
	for _, r := range s {
		if r == utf8.RuneError || r != ' ' && !unicode.IsGraphic(r) {
			r = '·'
		}
		if len(b)+utf8.RuneLen(r)+len("…") > n {
			return string(append(b, "…"...))
		}
		b = utf8.AppendRune(b, r)
	}
	return string(b)
}
