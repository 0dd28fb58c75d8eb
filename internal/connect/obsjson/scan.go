package obsjson

import (
	"bytes"
	"encoding/json"

	"anlan/internal/connect"
)

// scanner walks over JSON text (RFC 8259) once, without recursion deeper than maxDepth. It exists because encoding/json
// hides repeated names and gives up a whole payload for one NaN, which Python and C devices do write. The first fault
// is kept in bad and ends the walk: position goes to the end, where nothing more can be read.
type scanner struct {
	in    []byte
	i     int
	depth int
	bad   *connect.Rejection
}

func (s *scanner) fail(r *connect.Rejection) {
	if s.bad == nil {
		s.bad = r
	}
	s.i = len(s.in)
}

func (s *scanner) syntax() {
	s.fail(connect.Reject(connect.NotJSON, "不是有效的 JSON", "not valid JSON"))
}

func (s *scanner) peek() byte {
	if s.i < len(s.in) {
		return s.in[s.i]
	}
	return 0
}

func (s *scanner) space() {
	for s.i < len(s.in) {
		switch s.in[s.i] {
		case ' ', '\t', '\r', '\n':
			s.i++
		default:
			return
		}
	}
}

// take moves over c, which must be next.
func (s *scanner) take(c byte) bool {
	if s.peek() != c || s.i >= len(s.in) {
		s.syntax()
		return false
	}
	s.i++
	return true
}

func (s *scanner) enter() bool {
	if s.depth++; s.depth > maxDepth {
		s.fail(connect.Reject(connect.TooDeep, "嵌套过深", "nested too deeply"))
	}
	return s.bad == nil
}

// object calls member for each name, standing before the value, which member must move over.
func (s *scanner) object(member func(name string)) {
	s.items('{', '}', func() {
		name := s.string()
		s.space()
		if s.take(':') {
			s.space()
			member(name)
		}
	})
}

func (s *scanner) array(item func()) { s.items('[', ']', item) }

func (s *scanner) items(open, end byte, item func()) {
	if !s.enter() || !s.take(open) {
		return
	}
	if s.space(); s.peek() == end {
		s.i++
		s.depth--
		return
	}
	for s.bad == nil {
		s.space()
		item()
		s.space()
		if s.bad == nil && s.peek() == end {
			s.i++
			s.depth--
			return
		}
		s.take(',')
	}
}

// skip moves over any value and returns its text.
func (s *scanner) skip() string {
	from := s.i
	switch c := s.peek(); c {
	case '{':
		s.object(func(string) { s.skip() })
	case '[':
		s.array(func() { s.skip() })
	case '"':
		s.quoted()
	default:
		if n := bare(s.in[s.i:]); n > 0 {
			s.i += n
		} else {
			s.syntax()
		}
	}
	if s.bad != nil {
		return ""
	}
	return string(s.in[from:s.i])
}

func (s *scanner) string() string {
	raw, escaped := s.quoted()
	if !escaped {
		return string(raw)
	}
	var v string
	if err := json.Unmarshal(s.in[s.i-len(raw)-2:s.i], &v); err != nil {
		s.syntax()
	}
	return v
}

// quoted moves over a string and returns what is between the quotes, and whether there are escapes in it.
func (s *scanner) quoted() (raw []byte, escaped bool) {
	if !s.take('"') {
		return nil, false
	}
	from := s.i
	for s.i < len(s.in) {
		switch c := s.in[s.i]; {
		case c == '"':
			s.i++
			return s.in[from : s.i-1], escaped
		case c < ' ':
			s.syntax()
			return nil, false
		case c == '\\':
			n := escape(s.in[s.i:])
			if n == 0 {
				s.syntax()
				return nil, false
			}
			escaped = true
			s.i += n
		default:
			s.i++
		}
	}
	s.syntax()
	return nil, false
}

// escape is the length of the escape that b begins with, 0 when it is none.
func escape(b []byte) int {
	if len(b) < 2 {
		return 0
	}
	if b[1] != 'u' {
		if bytes.IndexByte([]byte(`"\/bfnrt`), b[1]) < 0 {
			return 0
		}
		return 2
	}
	if len(b) < 6 {
		return 0
	}
	for _, c := range b[2:6] {
		if !(c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F') {
			return 0
		}
	}
	return 6
}

var words = [][]byte{
	[]byte("true"), []byte("false"), []byte("null"),
	// Not JSON, but written by printf and by Python: a value that is refused without losing those beside it.
	[]byte("NaN"), []byte("Infinity"), []byte("-Infinity"), []byte("-NaN"),
	[]byte("nan"), []byte("inf"), []byte("-inf"), []byte("-nan"),
}

// bare is the length of the number or word that b begins with, 0 when there is none. It must end where a value may.
func bare(b []byte) int {
	n := 0
	for n < len(b) && bytes.IndexByte([]byte(" \t\r\n,]}"), b[n]) < 0 {
		n++
	}
	for _, w := range words {
		if bytes.Equal(b[:n], w) {
			return n
		}
	}
	if number(b[:n]) {
		return n
	}
	return 0
}

// number reports whether b is a number in the grammar of JSON.
func number(b []byte) bool {
	digits := func() bool {
		n := 0
		for n < len(b) && b[n] >= '0' && b[n] <= '9' {
			n++
		}
		b = b[n:]
		return n > 0
	}
	if len(b) > 0 && b[0] == '-' {
		b = b[1:]
	}
	if len(b) > 0 && b[0] == '0' {
		b = b[1:]
	} else if !digits() {
		return false
	}
	if len(b) > 0 && b[0] == '.' {
		if b = b[1:]; !digits() {
			return false
		}
	}
	if len(b) > 0 && (b[0] == 'e' || b[0] == 'E') {
		if b = b[1:]; len(b) > 0 && (b[0] == '+' || b[0] == '-') {
			b = b[1:]
		}
		if !digits() {
			return false
		}
	}
	return len(b) == 0
}
