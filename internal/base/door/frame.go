package door

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"slices"
)

// The packets of MQTT 3.1.1 that the door knows, by the high four bits of their first byte (table 2.1).
const (
	connectPacket = 1
	connackPacket = 2
	publishPacket = 3
)

// packet is one control packet: its first byte, and what follows the length.
type packet struct {
	first byte
	body  []byte
}

func (p packet) kind() byte { return p.first >> 4 }

var (
	errParse = errors.New("Parse Error")      //nolint:staticcheck // the words under which cuts are counted
	errSize  = errors.New("Payload Exceeded") //nolint:staticcheck // likewise
)

// readHead reads first byte and length (clause 2.2.3); a length of more than most is errSize.
func readHead(r *bufio.Reader, most int) (first byte, n int, err error) {
	if first, err = r.ReadByte(); err != nil {
		return 0, 0, err
	}
	for shift := 0; ; shift += 7 {
		b, err := r.ReadByte()
		if err != nil {
			return 0, 0, unexpected(err)
		}
		n |= int(b&0x7F) << shift
		if b < 0x80 {
			break
		}
		if shift == 21 {
			return 0, 0, errParse
		}
	}
	if n > most {
		return 0, 0, errSize
	}
	return first, n, nil
}

// unexpected is the error of a packet that ends in its middle.
func unexpected(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// readPacket reads one packet; its body is in room when that is large enough.
func readPacket(r *bufio.Reader, most int, room []byte) (packet, error) {
	first, n, err := readHead(r, most)
	if err != nil {
		return packet{}, err
	}
	body, err := readBody(r, n, room)
	return packet{first, body}, unexpected(err)
}

// readBody reads n bytes, into room when that is large enough. What was only announced is not held: the room grows with what
// has come.
func readBody(r *bufio.Reader, n int, room []byte) ([]byte, error) {
	if cap(room) >= n || n <= readRoom {
		if cap(room) < n {
			room = make([]byte, n)
		}
		_, err := io.ReadFull(r, room[:n])
		return room[:n], err
	}
	var body []byte
	for len(body) < n {
		more := min(n-len(body), max(readRoom, len(body)))
		body = slices.Grow(body, more)
		part := body[len(body) : len(body)+more]
		if _, err := io.ReadFull(r, part); err != nil {
			return body, err
		}
		body = body[:len(body)+more]
	}
	return body, nil
}

// wire appends the packet as it goes over the line.
func (p packet) wire(b []byte) []byte {
	b = append(b, p.first)
	n := len(p.body)
	for ; n > 0x7F; n >>= 7 {
		b = append(b, byte(n)|0x80)
	}
	return append(append(b, byte(n)), p.body...)
}

// publication is what a PUBLISH packet says (clause 3.3). Topic and payload are parts of the packet's body.
type publication struct {
	topic   string
	qos     byte
	retain  bool
	id      uint16
	payload []byte
}

func (p packet) publication() (v publication, err error) {
	v.qos, v.retain = p.first>>1&3, p.first&1 == 1
	topic, rest, ok := text(p.body)
	if !ok || v.qos == 3 {
		return v, errParse
	}
	v.topic = string(topic)
	if v.qos > 0 {
		if len(rest) < 2 {
			return v, errParse
		}
		v.id, rest = binary.BigEndian.Uint16(rest), rest[2:]
		if v.id == 0 {
			return v, errParse
		}
	}
	v.payload = rest
	return v, nil
}

// text is a string with its length in front (clause 1.5.3).
func text(b []byte) (s, rest []byte, ok bool) {
	if len(b) < 2 {
		return nil, nil, false
	}
	n := int(binary.BigEndian.Uint16(b))
	if len(b) < 2+n {
		return nil, nil, false
	}
	return b[2 : 2+n], b[2+n:], true
}

// greeting is what the door reads of a CONNECT packet (clause 3.1): how often the client will be heard of, in seconds, 0
// for never; and who it says it is.
type greeting struct {
	keepAlive uint16
	user      string
}

// greet reads a CONNECT packet and sets its keep-alive to 0 in place: the broker behind does not hear what the door takes
// itself, so the door watches over the silence.
func greet(p packet) (g greeting, err error) {
	_, rest, ok := text(p.body)
	if p.kind() != connectPacket || !ok || len(rest) < 4 {
		return g, errParse
	}
	flags := rest[1]
	g.keepAlive = binary.BigEndian.Uint16(rest[2:])
	rest[2], rest[3] = 0, 0
	parts := 1 // client id
	if flags&4 != 0 {
		parts += 2 // topic and text of the will
	}
	rest = rest[4:]
	for range parts {
		if _, rest, ok = text(rest); !ok {
			return g, errParse
		}
	}
	if flags&0x80 != 0 {
		user, _, ok := text(rest)
		if !ok {
			return g, errParse
		}
		g.user = string(user)
	}
	return g, nil
}

// puback appends the acknowledgement of a message (clause 3.4).
func puback(b []byte, id uint16) []byte {
	return binary.BigEndian.AppendUint16(append(b, 0x40, 2), id)
}
