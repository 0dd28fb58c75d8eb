// Package narrow writes messages of the field so short that one fits a satellite short message: 140 bytes at most.
//
// What a message holds is declared by its owner as a Form: its fields, their choices and limits. The codec knows no form of its
// own, so a new kind of message needs no new code here, and the phone, which is given the same forms, writes the same bytes.
//
// A frame, all numbers big-endian:
//
//	0      0xA1: the mark of these messages, and version 1
//	1      code of the form
//	2–5    number of the sender's key
//	6–13   id of the message, made by the sender at random: sent twice, by whatever way, it is one
//	14–17  when it was done, seconds since 1970
//	18     part: its index in the high four bits, the index of the last one in the low four
//	19–…   body
//	       8 bytes of HMAC-SHA-256 by the sender's key over all before it
//	       2 bytes of CRC-16/CCITT-FALSE over all before them
//
// The body of part 0 is a byte of marks (1: a task, 2: a place), a byte that says which fields are given (bit n: the n-th), the
// task (4 bytes), the place (longitude and latitude in 10⁻⁶ degrees, 4 bytes each, and its accuracy in whole metres, 2), and the
// fields in the order of the form: a choice is the byte of its index, a count a number in seven-bit groups, the lowest first. A text is the last field: a
// byte says how it is written (0: UTF-8, 1: UTF-16), the rest is as much of it as there is room for. Further parts hold that
// byte and the rest of the text, cut between characters, so that each part can be read without the others.
//
// The CRC tells damage on the way, the HMAC who wrote it. Nothing is kept secret: the ways of satellites are not private.
// It does no I/O, reads no clock and holds no keys.
package narrow

import (
	"anlan/internal/base/lang"
	"anlan/internal/connect"
)

// MaxFrame is the most bytes of one frame: what a satellite short message carries.
const MaxFrame = 140

// MaxParts is the most frames of one message.
const MaxParts = 16

// mark is the first byte of each frame: the kind of these messages in the high four bits, the version in the low ones.
const mark = 0xa1

const (
	headBytes = 19
	tagBytes  = 8
	crcBytes  = 2
	room      = MaxFrame - headBytes - tagBytes - crcBytes
)

// Sort is what a field holds.
type Sort string

// The sorts of fields. A form has at most eight fields and at most one text, which is the last.
const (
	Choice Sort = "choice" // one of Choices; new ones are added at the end, since the index is what is sent
	Count  Sort = "count"  // a whole number from 0 to Max
	Text   Sort = "text"   // at most Max characters
)

// FieldChoice is one choice of a field.
type FieldChoice struct {
	Name  string    `json:"name"`
	Title lang.Text `json:"title"`
}

// Field is one field of a form.
type Field struct {
	Name     string        `json:"name"`
	Title    lang.Text     `json:"title"`
	Sort     Sort          `json:"sort" enum:"choice,count,text"`
	Choices  []FieldChoice `json:"choices,omitempty"`
	Max      int           `json:"max,omitempty"`
	Required bool          `json:"required,omitempty"`
}

// Form declares one kind of message. Code never changes and is never given to another form.
type Form struct {
	Code   byte      `json:"code"`
	Name   string    `json:"name"`
	Title  lang.Text `json:"title"`
	Fields []Field   `json:"fields" nullable:"false"`
}

// Place is where a message was written: WGS 84 degrees, and how sure that is, in metres.
type Place struct {
	Lon      float64 `json:"lon" minimum:"-180" maximum:"180"`
	Lat      float64 `json:"lat" minimum:"-90" maximum:"90"`
	Accuracy float64 `json:"accuracy" minimum:"0" maximum:"65535" doc:"metres; 0: not known"`
}

// Message is what somebody in the field says. Task is a short reference to a task (Ref), 0 for none. Values are by name of the
// field: the name of the choice, an int, a text.
type Message struct {
	Form   string
	Sender uint32
	ID     uint64
	At     int64 // seconds since 1970
	Task   uint32
	Place  *Place
	Values map[string]any
}

// Book is the forms by which messages are read and written.
type Book struct {
	forms  []Form
	byCode map[byte]*Form
	byName map[string]*Form
}

// Open makes a book. A form that cannot be sent is a fault of the program, told by the error.
func Open(forms ...Form) (*Book, error) {
	b := &Book{forms: forms, byCode: map[byte]*Form{}, byName: map[string]*Form{}}
	for i := range forms {
		f := &forms[i]
		if b.byCode[f.Code] != nil || b.byName[f.Name] != nil || len(f.Fields) > 8 {
			return nil, connect.Reject(connect.Shape, "报文格式重复或字段过多："+f.Name, "a form is there twice or has more than eight fields: "+f.Name)
		}
		for n, x := range f.Fields {
			switch {
			case x.Sort == Choice && len(x.Choices) > 0 && len(x.Choices) < 256, x.Sort == Count && x.Max > 0, x.Sort == Text && x.Max > 0 && n == len(f.Fields)-1:
			default:
				return nil, connect.Reject(connect.Shape, "报文字段定义有误："+f.Name+"."+x.Name, "a field is declared wrongly: "+f.Name+"."+x.Name)
			}
		}
		b.byCode[f.Code], b.byName[f.Name] = f, f
	}
	return b, nil
}

// Forms are the forms of the book.
func (b *Book) Forms() []Form { return b.forms }

// Find is the form of a name.
func (b *Book) Find(name string) (Form, bool) {
	if f := b.byName[name]; f != nil {
		return *f, true
	}
	return Form{}, false
}

// field finds a field by name.
func (f *Form) field(name string) *Field {
	for i := range f.Fields {
		if f.Fields[i].Name == name {
			return &f.Fields[i]
		}
	}
	return nil
}

// Ref is the short reference to a task in a message: the last eight hexadecimal digits of its id, 0 when it has none. Those of
// the few open tasks of one person differ.
func Ref(id string) uint32 {
	var out uint32
	n := 0
	for i := len(id) - 1; i >= 0 && n < 8; i-- {
		v, ok := nibble(id[i])
		if !ok {
			continue
		}
		out |= uint32(v) << (4 * n)
		n++
	}
	if n < 8 {
		return 0
	}
	return out
}

func nibble(c byte) (byte, bool) {
	switch {
	case c >= '0' && c <= '9':
		return c - '0', true
	case c >= 'a' && c <= 'f':
		return c - 'a' + 10, true
	case c >= 'A' && c <= 'F':
		return c - 'A' + 10, true
	}
	return 0, false
}
