package jt808

import (
	"bytes"
	"encoding/binary"
	"strings"

	"golang.org/x/text/encoding/simplifiedchinese"

	"anlan/internal/connect"
)

// Registration is what a terminal says of itself before it has a code.
type Registration struct {
	Province, City uint16 // of GB/T 2260
	Maker, Model   string
	Terminal       string // the terminal's own number
	Colour         byte   // of the plate; 0 for a vehicle without one
	Plate          string // or the frame number
}

// Registration reads the body of a Register.
func (m Message) Registration() (r Registration, bad *connect.Rejection) {
	maker, model, terminal := 5, 20, 7
	if m.Version > 0 {
		maker, model, terminal = 11, 30, 30
	}
	b := m.Body
	if len(b) < 4+maker+model+terminal+1 {
		return r, m.reject(connect.Length, "注册消息过短", "the registration is too short").Dump(b)
	}
	r.Province, r.City = binary.BigEndian.Uint16(b), binary.BigEndian.Uint16(b[2:])
	b = b[4:]
	r.Maker, r.Model, r.Terminal = ascii(b[:maker]), ascii(b[maker:maker+model]), ascii(b[maker+model:maker+model+terminal])
	b = b[maker+model+terminal:]
	r.Colour, r.Plate = b[0], words(b[1:])
	return r, nil
}

// register is a Register with that registration, in the version of m.
func (m Message) register(r Registration) Message {
	maker, model, terminal := 5, 20, 7
	if m.Version > 0 {
		maker, model, terminal = 11, 30, 30
	}
	b := binary.BigEndian.AppendUint16(binary.BigEndian.AppendUint16(nil, r.Province), r.City)
	for _, part := range []struct {
		text string
		size int
	}{{r.Maker, maker}, {r.Model, model}, {r.Terminal, terminal}} {
		b = append(b, part.text[:min(len(part.text), part.size)]...)
		b = append(b, make([]byte, part.size-min(len(part.text), part.size))...)
	}
	plate, _ := simplifiedchinese.GBK.NewEncoder().Bytes([]byte(r.Plate)) // what cannot be written is left out
	m.ID, m.Body = Register, append(append(b, r.Colour), plate...)
	return m
}

// NewRegister is a terminal's first message.
func NewRegister(version byte, phone string, serial uint16, r Registration) Message {
	return Message{Version: version, Phone: phone, Serial: serial}.register(r)
}

// NewAuthenticate is a terminal's sign-in.
func NewAuthenticate(version byte, phone string, serial uint16, code string) Message {
	m := Message{ID: Authenticate, Version: version, Phone: phone, Serial: serial, Body: []byte(code)}
	if version > 0 {
		m.Body = append(append([]byte{byte(len(code))}, code...), make([]byte, 35)...)
	}
	return m
}

// Code is the code in an Authenticate.
func (m Message) Code() (string, *connect.Rejection) {
	if m.Version == 0 {
		return ascii(m.Body), nil
	}
	if len(m.Body) < 1 || len(m.Body) < 1+int(m.Body[0]) {
		return "", m.reject(connect.Length, "鉴权消息过短", "the authentication is too short").Dump(m.Body)
	}
	return string(m.Body[1 : 1+int(m.Body[0])]), nil
}

// ascii is text that is filled up with zeros or blanks.
func ascii(b []byte) string {
	if i := bytes.IndexByte(b, 0); i >= 0 {
		b = b[:i]
	}
	return strings.TrimSpace(strings.ToValidUTF8(string(b), ""))
}

func words(b []byte) string {
	s, err := simplifiedchinese.GBK.NewDecoder().Bytes(bytes.TrimRight(b, "\x00"))
	if err != nil {
		return ""
	}
	return string(s)
}

func (m Message) back(id, serial uint16, body []byte) Message {
	return Message{ID: id, Version: m.Version, Phone: m.Phone, Serial: serial, Body: body}
}

// GeneralReply is the platform's answer to anything but a Register.
func (m Message) GeneralReply(serial uint16, result byte) Message {
	b := binary.BigEndian.AppendUint16(binary.BigEndian.AppendUint16(nil, m.Serial), m.ID)
	return m.back(PlatformReply, serial, append(b, result))
}

// RegisterReply is the platform's answer to a Register; the code goes along only with Registered.
func (m Message) RegisterReply(serial uint16, result byte, code string) Message {
	b := append(binary.BigEndian.AppendUint16(nil, m.Serial), result)
	if result == Registered {
		b = append(b, code...)
	}
	return m.back(RegisterAck, serial, b)
}

// Resend asks for packets of a message again. m is any packet of it.
func (m Message) Resend(serial, first uint16, missing []int) Message {
	b := append(binary.BigEndian.AppendUint16(nil, first), byte(len(missing)))
	for _, i := range missing {
		b = binary.BigEndian.AppendUint16(b, uint16(i))
	}
	return m.back(ResendParts, serial, b)
}

// Replied reads a PlatformReply: to which message, and how it went. A terminal needs it.
func (m Message) Replied() (serial, id uint16, result byte, ok bool) {
	if m.ID != PlatformReply || len(m.Body) < 5 {
		return 0, 0, 0, false
	}
	return binary.BigEndian.Uint16(m.Body), binary.BigEndian.Uint16(m.Body[2:]), m.Body[4], true
}

// Admitted reads a RegisterAck. A terminal needs it.
func (m Message) Admitted() (result byte, code string, ok bool) {
	if m.ID != RegisterAck || len(m.Body) < 3 {
		return 0, "", false
	}
	return m.Body[2], string(m.Body[3:]), true
}
