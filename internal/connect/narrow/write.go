package narrow

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math"
	"unicode/utf16"
	"unicode/utf8"

	"anlan/internal/connect"
)

// Check holds a message against its form: a Rejection that names the field, or nil.
func (b *Book) Check(m Message) *connect.Rejection {
	f := b.byName[m.Form]
	if f == nil {
		return connect.Reject(connect.Shape, "没有这种报文", "there is no such kind of message").Quote(m.Form)
	}
	if m.At < 0 || m.At > math.MaxUint32 {
		return connect.Reject(connect.TimeForm, "时间超出可表示的范围", "the time is out of range").At("at")
	}
	if p := m.Place; p != nil && !(p.Lon >= -180 && p.Lon <= 180 && p.Lat >= -90 && p.Lat <= 90 && p.Accuracy >= 0) {
		return connect.Reject(connect.Value, "经纬度无效", "longitude and latitude are not valid").At("place")
	}
	for name := range m.Values {
		if f.field(name) == nil {
			return connect.Reject(connect.BadKey, "报文没有这个字段："+name, "the message has no such field: "+name).At(name)
		}
	}
	for _, x := range f.Fields {
		v, given := m.Values[x.Name]
		if !given && x.Required {
			return connect.Reject(connect.Missing, "请填写“"+x.Title.Zh+"”", "“"+x.Title.En+"” is missing").At(x.Name)
		}
		if given && !x.takes(v) {
			return connect.Reject(connect.Value, "“"+x.Title.Zh+"”填写不正确", "“"+x.Title.En+"” is not valid").At(x.Name)
		}
	}
	return nil
}

// takes says whether a value fits the field.
func (x Field) takes(v any) bool {
	switch x.Sort {
	case Choice:
		return x.index(v) >= 0
	case Count:
		n, ok := v.(int)
		return ok && n >= 0 && n <= x.Max
	case Text:
		s, ok := v.(string)
		return ok && s != "" && utf8.ValidString(s) && utf8.RuneCountInString(s) <= x.Max
	}
	return false
}

// index is the place of a choice, -1 when it is none.
func (x Field) index(v any) int {
	for i, c := range x.Choices {
		if c.Name == v {
			return i
		}
	}
	return -1
}

// Write makes the frames of a message, signed with the sender's key. Too long a text is refused with TooLarge.
func (b *Book) Write(m Message, key []byte) ([][]byte, error) {
	if r := b.Check(m); r != nil {
		return nil, r
	}
	first, text := b.byName[m.Form].body(m)
	bodies := [][]byte{first}
	if text != "" {
		bodies = pieces(first, text)
	}
	if len(bodies) > MaxParts {
		return nil, connect.Reject(connect.TooLarge, fmt.Sprintf("内容过长：需要 %d 条，最多 %d 条", len(bodies), MaxParts), fmt.Sprintf("too long: %d parts, at most %d", len(bodies), MaxParts))
	}
	out := make([][]byte, len(bodies))
	for i, body := range bodies {
		frame := make([]byte, 0, MaxFrame)
		frame = append(frame, mark, b.byName[m.Form].Code)
		frame = binary.BigEndian.AppendUint32(frame, m.Sender)
		frame = binary.BigEndian.AppendUint64(frame, m.ID)
		frame = binary.BigEndian.AppendUint32(frame, uint32(m.At))
		frame = append(frame, byte(i<<4|(len(bodies)-1)))
		frame = append(frame, body...)
		frame = append(frame, tag(frame, key)...)
		out[i] = binary.BigEndian.AppendUint16(frame, crc(frame))
	}
	return out, nil
}

// body is all of part 0 but the text, and the text.
func (f *Form) body(m Message) (first []byte, text string) {
	var marks, given byte
	var rest []byte
	if m.Task != 0 {
		marks |= markTask
		rest = binary.BigEndian.AppendUint32(rest, m.Task)
	}
	if p := m.Place; p != nil {
		marks |= markPlace
		rest = binary.BigEndian.AppendUint32(rest, uint32(int32(math.Round(p.Lon*1e6))))
		rest = binary.BigEndian.AppendUint32(rest, uint32(int32(math.Round(p.Lat*1e6))))
		rest = binary.BigEndian.AppendUint16(rest, uint16(min(math.Round(p.Accuracy), math.MaxUint16)))
	}
	for i, x := range f.Fields {
		v, ok := m.Values[x.Name]
		if !ok {
			continue
		}
		given |= 1 << i
		switch x.Sort {
		case Choice:
			rest = append(rest, byte(x.index(v)))
		case Count:
			n, _ := v.(int)
			rest = binary.AppendUvarint(rest, uint64(n))
		case Text:
			text, _ = v.(string)
		}
	}
	return append([]byte{marks, given}, rest...), text
}

// The marks of part 0.
const (
	markTask  = 1
	markPlace = 2
)

// How a text is written.
const (
	asUTF8  = 0
	asUTF16 = 1
)

// pieces cuts a text into the room that each part has, in the way of writing that is shorter.
func pieces(first []byte, text string) [][]byte {
	way, size := byte(asUTF8), func(r rune) int { return utf8.RuneLen(r) }
	if 2*len(utf16.Encode([]rune(text))) < len(text) {
		way, size = asUTF16, func(r rune) int { return 2 * utf16.RuneLen(r) }
	}
	out := [][]byte{append(first, way)}
	for _, r := range text {
		last := len(out) - 1
		if len(out[last])+size(r) > room {
			out, last = append(out, []byte{way}), last+1
		}
		if way == asUTF8 {
			out[last] = utf8.AppendRune(out[last], r)
			continue
		}
		for _, u := range utf16.AppendRune(nil, r) {
			out[last] = binary.BigEndian.AppendUint16(out[last], u)
		}
	}
	return out
}

// tag is who wrote a frame.
func tag(b, key []byte) []byte {
	m := hmac.New(sha256.New, key)
	m.Write(b)
	return m.Sum(nil)[:tagBytes]
}

// crc is CRC-16/CCITT-FALSE.
func crc(b []byte) uint16 {
	c := uint16(0xffff)
	for _, x := range b {
		c ^= uint16(x) << 8
		for range 8 {
			if c&0x8000 != 0 {
				c = c<<1 ^ 0x1021
			} else {
				c <<= 1
			}
		}
	}
	return c
}
