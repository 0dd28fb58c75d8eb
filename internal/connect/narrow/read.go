package narrow

import (
	"bytes"
	"crypto/hmac"
	"encoding/binary"
	"fmt"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"anlan/internal/connect"
)

// Frame is one frame that came whole. Who wrote it is not known before By.
type Frame struct {
	Code   byte
	Sender uint32
	ID     uint64
	At     int64
	Part   int // from 0
	Parts  int // of the message
	raw    []byte
}

// Parse reads one frame: its length, mark, version, CRC and head. The bytes are kept, not copied.
func Parse(b []byte) (Frame, *connect.Rejection) {
	switch {
	case len(b) > MaxFrame:
		return Frame{}, connect.Reject(connect.TooLarge, fmt.Sprintf("报文 %d 字节，超过 140 字节", len(b)), fmt.Sprintf("%d bytes; a frame has at most 140", len(b)))
	case len(b) < headBytes+1+tagBytes+crcBytes:
		return Frame{}, connect.Reject(connect.Truncated, "报文不完整", "the frame is not whole").Dump(b)
	case b[0] != mark:
		return Frame{}, connect.Reject(connect.Shape, "不是一线报文，或版本不支持", "this is no message of the field, or of another version").Dump(b)
	case crc(b[:len(b)-crcBytes]) != binary.BigEndian.Uint16(b[len(b)-crcBytes:]):
		return Frame{}, connect.Reject(connect.CRC, "校验不符：报文在途中损坏，请重发", "the checksum does not agree: damaged on the way, send it again").Dump(b)
	}
	f := Frame{
		Code: b[1], Sender: binary.BigEndian.Uint32(b[2:]), ID: binary.BigEndian.Uint64(b[6:]), At: int64(binary.BigEndian.Uint32(b[14:])),
		Part: int(b[18] >> 4), Parts: int(b[18]&15) + 1, raw: b,
	}
	if f.Part >= f.Parts {
		return f, connect.Reject(connect.Shape, "分段序号有误", "the number of the part is wrong").Dump(b)
	}
	return f, nil
}

// By says whether the owner of the key wrote the frame.
func (f Frame) By(key []byte) bool {
	end := len(f.raw) - tagBytes - crcBytes
	return hmac.Equal(f.raw[end:end+tagBytes], tag(f.raw[:end], key))
}

// Bytes are the frame as it came.
func (f Frame) Bytes() []byte { return f.raw }

func (f Frame) body() []byte { return f.raw[headBytes : len(f.raw)-tagBytes-crcBytes] }

// Join reads a message from the parts that came, in any order, some twice. Without part 0 it is refused with Gap: nothing is
// known but its head. Where other parts are missing the message comes with their numbers, from 0, and its text says at
// each gap that something is missing. Parts that contradict each other are refused with Shape.
func (b *Book) Join(frames []Frame) (Message, []int, *connect.Rejection) {
	if len(frames) == 0 {
		return Message{}, nil, connect.Reject(connect.Missing, "没有报文", "there is no frame")
	}
	h := frames[0]
	form := b.byCode[h.Code]
	if form == nil {
		return Message{}, nil, connect.Reject(connect.Shape, "不认识的报文类型", "a kind of message that is not known").Dump(h.raw)
	}
	parts := make([]*Frame, h.Parts)
	for i := range frames {
		f := &frames[i]
		if f.Code != h.Code || f.Sender != h.Sender || f.ID != h.ID || f.At != h.At || f.Parts != h.Parts || parts[f.Part] != nil && !bytes.Equal(parts[f.Part].raw, f.raw) {
			return Message{}, nil, connect.Reject(connect.Shape, "各段互相矛盾", "the parts contradict each other").Dump(f.raw)
		}
		parts[f.Part] = f
	}
	m := Message{Form: form.Name, Sender: h.Sender, ID: h.ID, At: h.At, Values: map[string]any{}}
	if parts[0] == nil {
		return m, nil, connect.Reject(connect.Gap, "第 1 段未收到", "the first part has not come")
	}
	rest, hasText, r := form.read(&m, parts[0].body())
	if r == nil && hasText != (len(rest) > 0) || r == nil && !hasText && h.Parts > 1 {
		r = connect.Reject(connect.Length, "报文长度有误", "the length of the body is wrong")
	}
	if r != nil {
		return m, nil, r.Dump(h.raw)
	}
	var missing []int
	if hasText {
		name := form.Fields[len(form.Fields)-1].Name
		if m.Values[name], missing, r = whole(rest, parts); r != nil {
			return m, nil, r
		}
	}
	if r := b.checkRead(m, missing); r != nil {
		return m, nil, r
	}
	return m, missing, nil
}

// checkRead holds what was read against its form; a text with gaps may be longer by what is said of them.
func (b *Book) checkRead(m Message, missing []int) *connect.Rejection {
	if len(missing) == 0 {
		return b.Check(m)
	}
	v := map[string]any{}
	for _, x := range b.byName[m.Form].Fields {
		if s, given := m.Values[x.Name]; given && x.Sort != Text {
			v[x.Name] = s
		} else if given {
			v[x.Name] = "…"
		}
	}
	m.Values = v
	return b.Check(m)
}

// read reads part 0 up to the text, which comes back as it is.
func (f *Form) read(m *Message, b []byte) (text []byte, hasText bool, r *connect.Rejection) {
	short := connect.Reject(connect.Length, "报文长度有误", "the length of the body is wrong")
	if len(b) < 2 {
		return nil, false, short
	}
	marks, given, b := b[0], b[1], b[2:]
	if marks&^(markTask|markPlace) != 0 {
		return nil, false, connect.Reject(connect.Shape, "报文标志有误", "marks that are not known")
	}
	if marks&markTask != 0 {
		if len(b) < 4 {
			return nil, false, short
		}
		if m.Task, b = binary.BigEndian.Uint32(b), b[4:]; m.Task == 0 {
			return nil, false, connect.Reject(connect.Value, "任务编号有误", "the task is not valid").At("task")
		}
	}
	if marks&markPlace != 0 {
		if len(b) < 10 {
			return nil, false, short
		}
		m.Place = &Place{
			Lon:      float64(int32(binary.BigEndian.Uint32(b))) / 1e6,
			Lat:      float64(int32(binary.BigEndian.Uint32(b[4:]))) / 1e6,
			Accuracy: float64(binary.BigEndian.Uint16(b[8:])),
		}
		b = b[10:]
	}
	for i, x := range f.Fields {
		if given&(1<<i) == 0 {
			continue
		}
		given &^= 1 << i
		if x.Sort == Text {
			hasText = true
			continue
		}
		v, n := x.read(b)
		if n <= 0 {
			return nil, false, connect.Reject(connect.Value, "“"+x.Title.Zh+"”无法识别", "“"+x.Title.En+"” cannot be read").At(x.Name)
		}
		m.Values[x.Name], b = v, b[n:]
	}
	if given != 0 {
		return nil, false, connect.Reject(connect.BadKey, "报文含有不认识的字段", "a field that is not known")
	}
	return b, hasText, nil
}

// read reads a choice or a count, and how many bytes it took: 0 when it is none.
func (x Field) read(b []byte) (any, int) {
	if x.Sort == Choice {
		if len(b) == 0 || int(b[0]) >= len(x.Choices) {
			return nil, 0
		}
		return x.Choices[b[0]].Name, 1
	}
	v, n := binary.Uvarint(b)
	if n <= 0 || v > uint64(max(0, x.Max)) || n > 1 && b[n-1] == 0 { // the shortest form only, so that a message has one
		return nil, 0
	}
	return int(v), n
}

// whole puts a text together, and says where a part of it is missing.
func whole(first []byte, parts []*Frame) (text string, missing []int, r *connect.Rejection) {
	var out strings.Builder
	for i, p := range parts {
		b := first
		if i > 0 {
			if p == nil {
				missing = append(missing, i)
				fmt.Fprintf(&out, "〔第%d/%d段未收到〕", i+1, len(parts))
				continue
			}
			b = p.body()
		}
		s, ok := written(b)
		if !ok {
			return "", nil, connect.Reject(connect.NotUTF8, "文字无法识别", "the text cannot be read").Dump(b)
		}
		out.WriteString(s)
	}
	return out.String(), missing, nil
}

// written reads a piece of text.
func written(b []byte) (string, bool) {
	way, b := b[0], b[1:]
	switch {
	case way == asUTF8:
		return string(b), len(b) > 0 && utf8.Valid(b)
	case way != asUTF16 || len(b)%2 != 0 || len(b) == 0:
		return "", false
	}
	units := make([]uint16, len(b)/2)
	for i := range units {
		units[i] = binary.BigEndian.Uint16(b[2*i:])
	}
	runes := utf16.Decode(units)
	s := string(runes)
	return s, len(utf16.Encode(runes)) == len(units) && sameUnits(utf16.Encode(runes), units)
}

// sameUnits tells a half of a pair that stands alone, which decodes as a replacement.
func sameUnits(a, b []uint16) bool {
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}
