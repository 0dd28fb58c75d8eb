package intake

import (
	"context"
	"strings"
	"time"

	"anlan/internal/connect"
	"anlan/internal/engine/signal"
)

// The sources, as rejections and metrics name them.
const (
	fromMQTT  = "mqtt"
	fromHJ212 = "hj212"
)

// Reasons beside those of the codecs.
const (
	badLogin connect.Reason = "login"    // wrong name or password
	badTopic connect.Reason = "topic"    // not a topic of a device
	protocol connect.Reason = "protocol" // the connection broke the rules of the protocol
	timeout  connect.Reason = "timeout"  // no whole frame in time

	withdrawn connect.Reason = "withdrawn" // the device's credential was taken back
	repeated  connect.Reason = "repeated"  // a message that came before; answered, stored once
)

// batch is what came in one batch of messages until it is stored. Bad input is counted only then, because a batch that
// could not be stored comes again.
type batch struct {
	source   string
	samples  []signal.Sample
	rejected []*connect.Rejection
}

func (i *batch) observed(device string, list []connect.Observation) {
	i.samples = append(i.samples, samplesOf(device, time.Time{}, list)...)
}

func (i *batch) refuse(device string, list ...*connect.Rejection) {
	for _, r := range list {
		i.rejected = append(i.rejected, r.Of(device))
	}
}

// take stores and evaluates a batch. When it returns nil every good value is in the history, every alarm that follows is
// committed, and everything else is counted; an error means that the batch must come again.
func (s *System) take(ctx context.Context, i batch) error {
	if len(i.samples) > 0 {
		start := s.Clock.Now()
		unknown, err := s.Signal.Ingest(ctx, i.samples)
		if err != nil {
			return err
		}
		s.metrics.seconds.WithLabelValues(i.source).Observe(s.Clock.Since(start).Seconds())
		s.metrics.taken.WithLabelValues(i.source).Add(float64(len(i.samples) - len(unknown)))
		for _, u := range unknown {
			s.refuseUnknown(i.source, u)
		}
	}
	for _, r := range i.rejected {
		s.reject(i.source, r)
	}
	return nil
}

// refuseUnknown counts a value without a point. The protocols over TCP send every statistic, every bit of a state and every
// alarm flag whether anybody wants it or not; one that no point asks for is not a fault.
func (s *System) refuseUnknown(source string, u signal.Unknown) {
	switch {
	case u.NoDevice:
		s.reject(source, connect.Reject(connect.UnknownDevice, "没有登记的设备", "the device is not registered").Of(u.Device).At(u.Key))
	case source == fromHJ212 && strings.Contains(u.Key, "."), source == "gb26875", source == "jt808", source == "sl651":
		s.metrics.unused.WithLabelValues(source).Inc()
	default:
		s.reject(source, connect.Reject(connect.UnknownPoint, "该设备没有登记此测点", "the device has no such point").Of(u.Device).At(u.Key))
	}
}

// reject counts one piece of bad input. It must not be called inside a transaction.
func (s *System) reject(source string, r *connect.Rejection) {
	s.Signal.Reject(source, string(r.Reason), r.Device, r.Text, r.Evidence())
}
