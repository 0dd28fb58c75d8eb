package simulate

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sort"
	"strings"
	"time"

	"anlan/internal/connect/hj212"
)

// minute gathers the values of one minute of an HJ 212 monitor.
type minute struct {
	start time.Time
	sum   map[string]float64
	n     int
}

// uploads are the realtime values, and the means of the minute that has ended, if one has.
func (s *stage) uploads(d *device, now time.Time, values map[string]float64) []*message {
	head := hj212.Upload{At: now, PW: s.Password, MN: d.address, Version: hj212.Version2017, Answer: true}
	realtime := head
	realtime.CN, realtime.DataTime = hj212.Realtime, now
	var out []*message
	if start := now.Truncate(time.Minute); d.minute.start != start {
		if d.minute.n > 0 {
			means := head
			means.CN, means.DataTime, means.At = hj212.Minute, d.minute.start, now.Add(time.Millisecond)
			for _, p := range d.points {
				if code, ok := strings.CutSuffix(p.Key, ".minute.avg"); ok {
					mean := significant(d.minute.sum[code] / float64(d.minute.n))
					means.Factors = append(means.Factors, hj212.Factor{Code: code, Flag: "N", Statistics: []hj212.Statistic{{Name: "Avg", Value: mean}}})
				}
			}
			if len(means.Factors) > 0 {
				means.ST = system(means.Factors)
				out = append(out, &message{upload: means, values: len(means.Factors)})
			}
		}
		d.minute = minute{start: start, sum: map[string]float64{}}
	}
	for code, v := range values {
		d.minute.sum[code] += v
		realtime.Factors = append(realtime.Factors, hj212.Factor{Code: code, Flag: "N", Statistics: []hj212.Statistic{{Name: "Rtd", Value: v}}})
	}
	d.minute.n++
	sort.Slice(realtime.Factors, func(i, j int) bool { return realtime.Factors[i].Code < realtime.Factors[j].Code })
	realtime.ST = system(realtime.Factors)
	return append([]*message{{upload: realtime, values: len(realtime.Factors)}}, out...)
}

// system is the ST that fits the factors: water pollution source for codes with w, else air.
func system(f []hj212.Factor) string {
	if strings.HasPrefix(f[0].Code, "w") {
		return "32"
	}
	return "31"
}

type hjLine struct {
	s     *stage
	conn  net.Conn
	split hj212.Splitter
}

func (s *stage) dialHJ212(*device) func(ctx context.Context) (line, error) {
	return func(ctx context.Context) (line, error) {
		dialer := net.Dialer{Timeout: 5 * time.Second}
		c, err := dialer.DialContext(ctx, "tcp", s.HJ212)
		if err != nil {
			return nil, err
		}
		return &hjLine{s: s, conn: c}, nil
	}
}

// tries is how often a packet is sent before the connection is given up (HJ 212-2017: three repeats).
const tries = 3

// send sends each packet of the upload and waits for its 9014.
func (l *hjLine) send(ctx context.Context, m *message) error {
	defer context.AfterFunc(ctx, func() { _ = l.conn.Close() })() // it ends the reading below
	packets, err := m.upload.Packets()
	if err != nil {
		return fmt.Errorf("upload: %w", err)
	}
	for _, p := range packets {
		frame, err := p.Frame()
		if err != nil {
			return fmt.Errorf("upload: %w", err)
		}
		for try := 1; ; try++ {
			if err = l.exchange(frame, p.QN); err == nil {
				break
			}
			var late net.Error
			if !errors.As(err, &late) || !late.Timeout() || try == tries {
				return err
			}
		}
	}
	return nil
}

// exchange writes a frame and reads until its answer comes; other answers are passed over.
func (l *hjLine) exchange(frame []byte, qn string) error {
	if err := l.conn.SetDeadline(l.s.Clock.Now().Add(ackWithin)); err != nil {
		return err
	}
	if _, err := l.conn.Write(frame); err != nil {
		return err
	}
	buf := make([]byte, 1024)
	for {
		for {
			p, r, ok := l.split.Next()
			if !ok {
				break
			}
			if r == nil && p.CN == hj212.DataAck && p.QN == qn {
				return nil
			}
		}
		n, err := l.conn.Read(buf)
		l.split.Feed(buf[:n])
		if err != nil && n == 0 {
			return err
		}
	}
}

func (l *hjLine) close() { _ = l.conn.Close() } // a new one will be made
