package sl651

import (
	"bytes"

	"anlan/internal/connect"
)

// Bounds of a message in several packets. Values never need more; pictures do, and are not taken.
const (
	maxPackets = 64
	maxJoined  = 16 << 10
)

// Joiner puts the packets of one message together (mode M3). It is the memory of one connection and holds one message, at
// most 16 KB. Its zero value is ready.
type Joiner struct {
	first Frame
	parts [][]byte
	have  int
	bytes int
}

// Join takes a packet. A message of one packet comes back at once; of the packets of a longer one the last to come
// brings it whole, under the head of that packet. The rejection tells of a message that stayed unfinished or is too
// long; f itself is then taken all the same, if it can be.
func (j *Joiner) Join(f Frame) (whole Frame, ok bool, lost *connect.Rejection) {
	if f.Total == 0 {
		return f, true, nil
	}
	if j.parts != nil && (f.Station != j.first.Station || f.Function != j.first.Function || f.Total != j.first.Total || f.ASCII != j.first.ASCII) {
		lost = reject(connect.Gap, "多包报文不完整，已放弃", "packets of a message are missing, it was given up", j.first.Station).Dump(j.first.Body)
		*j = Joiner{}
	}
	if f.Total > maxPackets || j.bytes+len(f.Body) > maxJoined {
		*j = Joiner{}
		return f, false, reject(connect.TooLarge, "多包报文过长", "the message has too many packets", f.Station).Dump(f.Body)
	}
	if j.parts == nil {
		j.first, j.parts = f, make([][]byte, f.Total)
	}
	if j.parts[f.Index-1] == nil {
		j.have++
		j.bytes += len(f.Body)
		j.parts[f.Index-1] = append([]byte{}, f.Body...)
	}
	if j.have < f.Total {
		return f, false, lost
	}
	whole = f
	whole.Body, whole.Total, whole.Index = bytes.Join(j.parts, nil), 0, 0
	*j = Joiner{}
	return whole, true, lost
}
