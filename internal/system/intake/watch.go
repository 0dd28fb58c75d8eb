package intake

import (
	"context"
	"fmt"
	"time"

	"anlan/internal/base/clock"
)

// nodesEvery is how often a node looks whether another one has changed a device.
const nodesEvery = 2 * time.Second

// watchNodes takes in what other nodes on the same database change about devices, until ctx ends: a device that was
// registered there may speak here, one that was withdrawn there or given another secret is cut here.
func (s *System) watchNodes(ctx context.Context) error {
	t := s.Clock.NewTicker(nodesEvery)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-t.Chan():
			if err := s.freshen(ctx); err != nil && ctx.Err() == nil {
				s.Log.Error("devices of other nodes", "err", err) // the next tick tries again
			}
		}
	}
}

// freshen reads the devices that are not as this node knows them. Whether there are any shows in one number for all of
// them, so that a quiet look costs one statement.
func (s *System) freshen(ctx context.Context) error {
	now, err := s.stamp(ctx)
	if err != nil || now == s.registry.stamp {
		return err
	}
	var list []entry
	if err := s.DB.Find(ctx, &list, "SELECT device, networks, withdrawn_at, changed_at FROM intake_device"); err != nil {
		return fmt.Errorf("devices: %w", err)
	}
	s.registry.turn.Lock() // whoever changes a device here is not overtaken
	defer s.registry.turn.Unlock()
	for _, e := range list {
		if e.ChangedAt == s.registry.of(e.Device).ChangedAt {
			continue
		}
		if err := s.adopt(ctx, e.Device); err != nil {
			return err
		}
	}
	s.registry.stamp = now
	return nil
}

// stamp differs when any device was changed.
func (s *System) stamp(ctx context.Context) (string, error) {
	var rows []struct {
		Count int64 `bun:"count"`
		Last  int64 `bun:"last"`
		Sum   int64 `bun:"sum"`
	}
	err := s.DB.Find(ctx, &rows, "SELECT COUNT(*) AS count, COALESCE(MAX(changed_at), 0) AS last, COALESCE(SUM(changed_at % 1000000007), 0) AS sum FROM intake_device")
	if err != nil || len(rows) == 0 {
		return "", fmt.Errorf("devices: %w", err)
	}
	return fmt.Sprint(rows[0]), nil
}

// adopt takes a device as it is in the database now, and closes the connections that it may not have any more. The caller
// holds turn.
func (s *System) adopt(ctx context.Context, device string) error {
	var list []entry
	if err := s.DB.Find(ctx, &list, "SELECT device, networks, withdrawn_at, changed_at FROM intake_device WHERE device = ?", device); err != nil {
		return fmt.Errorf("device %s: %w", device, err)
	}
	before, _ := s.Signal.Device(device)
	now, known, err := s.Signal.ReadDevice(ctx, device)
	if err != nil || !known || len(list) == 0 {
		return err
	}
	s.registry.know(list[0])
	if before.Secret != now.Secret {
		s.cut(device)
	}
	s.cutOutside(device)
	return nil
}

// changed is the time of a change that differs from that of the one before, which a clock that was set back may have
// dated later.
func (e entry) changed(now clock.Instant) clock.Instant {
	if !now.After(e.ChangedAt.Time) {
		return clock.At(e.ChangedAt.Add(time.Microsecond))
	}
	return now
}
