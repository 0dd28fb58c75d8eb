package jt808

import (
	"bytes"

	"anlan/internal/connect"
)

// Bounds of a message in several packets.
const (
	maxParts  = 64
	maxJoined = 16 << 10
)

// Joiner puts the packets of one message together. It is the memory of one connection and holds one message, at most
// 16 KB. Its zero value is ready.
type Joiner struct {
	first Message // of its packets, with the serial number of the first one
	parts [][]byte
	have  int
	bytes int
}

// Join takes a packet. A message of one packet comes back at once; of the packets of a longer one the last to come
// brings it whole, under the head of that packet. The rejection tells of a message that stayed unfinished or is too long.
func (j *Joiner) Join(m Message) (whole Message, ok bool, lost *connect.Rejection) {
	if m.Total == 0 {
		return m, true, nil
	}
	first := m.Serial - uint16(m.Index-1)
	if j.parts != nil && (m.ID != j.first.ID || m.Phone != j.first.Phone || m.Total != j.first.Total || first != j.first.Serial) {
		lost = j.first.reject(connect.Gap, "分包消息不完整，已放弃", "packets of a message are missing, it was given up").Dump(j.first.Body)
		*j = Joiner{}
	}
	if m.Total > maxParts || j.bytes+len(m.Body) > maxJoined {
		*j = Joiner{}
		return m, false, m.reject(connect.TooLarge, "分包消息过长", "the message has too many packets").Dump(m.Body)
	}
	if j.parts == nil {
		j.first, j.parts = m, make([][]byte, m.Total)
		j.first.Serial = first
	}
	if j.parts[m.Index-1] == nil {
		j.have++
		j.bytes += len(m.Body)
		j.parts[m.Index-1] = append([]byte{}, m.Body...)
	}
	if j.have < m.Total {
		return m, false, lost
	}
	whole = m
	whole.Body, whole.Total, whole.Index = bytes.Join(j.parts, nil), 0, 0
	*j = Joiner{}
	return whole, true, lost
}

// Missing are the packets that have not come, from 1, and the serial number of the first one; none when nothing is open.
func (j *Joiner) Missing() (first uint16, missing []int) {
	for i, p := range j.parts {
		if p == nil {
			missing = append(missing, i+1)
		}
	}
	return j.first.Serial, missing
}
