package media

import (
	"bytes"
	"encoding/binary"
	"math"
	"math/bits"
	"time"
)

// Elements of Matroska and WebM (RFC 8794, RFC 9559) that tell the length.
const (
	ebmlSegment   = 0x18538067
	ebmlInfo      = 0x1549A966
	ebmlScale     = 0x2AD7B1
	ebmlDuration  = 0x4489
	ebmlDate      = 0x4461
	ebmlCluster   = 0x1F43B675
	ebmlTimestamp = 0xE7
)

// element is one element: its identifier and where its content is. An unknown size, as live recorders write it, reaches
// to the end.
type element struct {
	id         uint64
	begin, end int64
	unknown    bool
}

func (s *source) element(at, to int64) (element, error) {
	n := min(to-at, 12)
	if n < 2 {
		return element{}, errUnreadable
	}
	b, err := s.at(at, int(n))
	if err != nil {
		return element{}, err
	}
	idLen := bits.LeadingZeros8(b[0]) + 1
	if idLen > 4 || idLen >= len(b) {
		return element{}, errUnreadable
	}
	var e element
	for _, c := range b[:idLen] {
		e.id = e.id<<8 | uint64(c)
	}
	b = b[idLen:]
	sizeLen := bits.LeadingZeros8(b[0]) + 1
	if sizeLen > 8 || sizeLen > len(b) {
		return element{}, errUnreadable
	}
	size := uint64(b[0]) & (1<<(8-sizeLen) - 1)
	for _, c := range b[1:sizeLen] {
		size = size<<8 | uint64(c)
	}
	e.begin = at + int64(idLen+sizeLen)
	e.unknown = size == 1<<(7*sizeLen)-1
	if e.unknown || size > uint64(to-e.begin) {
		e.end = to
	} else {
		e.end = e.begin + int64(size)
	}
	return e, nil
}

// webm reads Info, and where it does not tell the length, as recorders in browsers leave it, the time of the last cluster.
func (s *source) webm(out *Recording) error {
	scale, duration := uint64(1_000_000), 0.0
	seen := false
	at := int64(0)
	for n := 0; at < s.size && n < maxBoxes; n++ {
		e, err := s.element(at, s.size)
		if err != nil {
			break // cut off while it was written: what was found stands
		}
		switch e.id {
		case ebmlSegment:
			seen = true
			at = e.begin
			continue
		case ebmlInfo:
			if err := s.info(e, out, &scale, &duration); err != nil {
				return err
			}
			if duration > 0 {
				return out.ticks(duration, scale)
			}
		case ebmlCluster:
			last, err := s.lastCluster(e)
			if err != nil {
				return err
			}
			out.Estimated = true
			return out.ticks(float64(last), scale)
		}
		if e.unknown {
			break
		}
		at = e.end
	}
	if !seen {
		return errUnreadable
	}
	return nil
}

// tail is how much of the end of a file is searched for the last cluster; recorders begin one every few seconds.
const tail = 8 << 20

// lastCluster finds the time of the last cluster, of which first is the first: the length but for what is in the last.
func (s *source) lastCluster(first element) (uint64, error) {
	from := max(first.begin-8, s.size-tail)
	b, err := s.at(from, int(s.size-from))
	if err != nil {
		return 0, err
	}
	mark := binary.BigEndian.AppendUint32(nil, ebmlCluster)
	for end := len(b); ; {
		i := bytes.LastIndex(b[:end], mark)
		if i < 0 {
			return s.clusterTime(first)
		}
		if e, err := s.element(from+int64(i), s.size); err == nil {
			if t, err := s.clusterTime(e); err == nil {
				return t, nil
			}
		}
		end = i
	}
}

// clusterTime is the first element in a cluster.
func (s *source) clusterTime(cluster element) (uint64, error) {
	t, err := s.element(cluster.begin, cluster.end)
	if err != nil {
		return 0, err
	}
	if t.id != ebmlTimestamp {
		return 0, errUnreadable
	}
	return s.number(t)
}

func (out *Recording) ticks(n float64, scale uint64) error {
	s := n * float64(scale) / 1e9
	if math.IsNaN(s) || s < 0 || s > longest.Seconds() {
		return errUnreadable
	}
	out.Duration = time.Duration(s * float64(time.Second))
	return nil
}

func (s *source) info(info element, out *Recording, scale *uint64, duration *float64) error {
	for at, n := info.begin, 0; at < info.end && n < 100; n++ {
		e, err := s.element(at, info.end)
		if err != nil {
			return err
		}
		switch e.id {
		case ebmlScale:
			if *scale, err = s.number(e); err != nil {
				return err
			}
		case ebmlDate:
			ns, err := s.number(e)
			if err != nil {
				return err
			}
			out.Created = time.Date(2001, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(int64(ns)))
		case ebmlDuration:
			n, err := s.number(e)
			if err != nil {
				return err
			}
			*duration = math.Float64frombits(n)
			if e.end-e.begin == 4 {
				*duration = float64(math.Float32frombits(uint32(n)))
			}
		}
		at = e.end
	}
	return nil
}

// number is the content of an element of at most 8 bytes.
func (s *source) number(e element) (uint64, error) {
	n := e.end - e.begin
	if n > 8 {
		return 0, errUnreadable
	}
	b, err := s.at(e.begin, int(n))
	if err != nil {
		return 0, err
	}
	return binary.BigEndian.Uint64(append(make([]byte, 8-n), b...)), nil
}
