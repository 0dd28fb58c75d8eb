package connector

import (
	"context"
	"strings"

	"anlan/internal/base/lang"
	"anlan/internal/connect"
	"anlan/internal/connect/mapping"
	"anlan/internal/engine/signal"
)

// takeValues hands values to the signal engine. A value without a point is refused and counted with the refused input.
func (s *System) takeValues(ctx context.Context, src Source, rows []mapping.MappedRow, c *RecordCount) error {
	var samples []signal.Sample
	var of []mapping.MappedRow
	for _, r := range rows {
		if len([]rune(r.Key)) > 64 {
			c.refuse(r, "device", lang.T("设备编号过长", "the id of the device is too long"), r.Key)
			continue
		}
		n := len(samples)
		if x, ok := r.Number("value"); ok {
			samples = append(samples, signal.Sample{Device: r.Key, Key: r.Text("key"), At: *r.At, Value: x, Quality: signal.Good})
		}
		for name, v := range r.Fields {
			if key, wide := strings.CutPrefix(name, "value."); wide {
				if x, ok := v.(float64); ok {
					samples = append(samples, signal.Sample{Device: r.Key, Key: key, At: *r.At, Value: x, Quality: signal.Good})
				}
			}
		}
		for range samples[n:] {
			of = append(of, r)
		}
	}
	if len(samples) == 0 {
		return nil
	}
	unknown, err := s.Signal.Ingest(ctx, samples)
	if err != nil {
		return err
	}
	c.Taken += int64(len(samples) - len(unknown))
	i := 0
	for _, u := range unknown { // in the order of the samples
		for i < len(samples) && samples[i] != u.Sample {
			i++
		}
		why, text := connect.UnknownPoint, lang.T("该设备没有登记此测点", "the device has no such point")
		if u.NoDevice {
			why, text = connect.UnknownDevice, lang.T("没有登记的设备", "the device is not registered")
		}
		if i < len(of) {
			c.refuse(of[i], u.Key, text, u.Device)
		}
		s.Signal.Reject("connector:"+src.ID, string(why), u.Device, text, u.Key)
	}
	return nil
}
