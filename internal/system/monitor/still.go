package monitor

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"sync"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/identity"
	"anlan/internal/base/media"
	"anlan/internal/base/outward"
	"anlan/internal/base/store"
	"anlan/internal/engine/register"
)

// fetchStills fetches the stills that are due until ctx ends. Each camera is asked once for all alarms that wait for it, a
// few cameras at once, so that one that is dead holds up no other.
func (s *System) fetchStills(ctx context.Context) error {
	t := s.Signal.Clock.NewTicker(stillEvery)
	defer t.Stop()
	var all sync.WaitGroup
	defer all.Wait()
	free := make(chan struct{}, stillsAt)
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-t.Chan():
		}
		due, err := s.dueStills(ctx, stillsAt-len(free))
		if err != nil {
			if ctx.Err() == nil {
				s.Log.Error("pictures of alarms", "err", err) // the next turn tries again
			}
			continue
		}
		for camera, waiting := range due {
			free <- struct{}{}
			all.Go(func() {
				defer func() { <-free }()
				if err := s.fetchStill(ctx, camera, waiting); err != nil && ctx.Err() == nil {
					s.Log.Error("pictures of alarms", "camera", camera, "err", err) // they come again when their lease is over
				}
			})
		}
	}
}

// dueStills takes the tries that are due, of at most so many cameras, so that no other server makes them too.
func (s *System) dueStills(ctx context.Context, cameras int) (map[string][]Picture, error) {
	if cameras <= 0 {
		return nil, nil
	}
	now := clock.Now(s.Signal.Clock)
	var due []Picture
	if err := s.DB.Find(ctx, &due, "SELECT "+pictureColumns+" FROM monitor_picture WHERE state = 'waiting' AND next_at <= ? ORDER BY next_at, alarm LIMIT 500", now); err != nil || len(due) == 0 {
		return nil, err
	}
	out := map[string][]Picture{}
	err := s.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		out = map[string][]Picture{}
		for _, p := range due {
			if others := out[p.Camera]; len(others) == alarmsAtOne || others == nil && len(out) == cameras {
				continue
			}
			r, err := tx.NewRaw("UPDATE monitor_picture SET tries = tries + 1, next_at = ? WHERE alarm = ? AND state = 'waiting' AND tries = ? AND next_at = ?", clock.At(now.Add(stillLease)), p.Alarm, p.Tries, p.NextAt).Exec(ctx)
			if err != nil {
				return err
			}
			if n, err := r.RowsAffected(); err != nil || n == 0 {
				if err != nil {
					return err
				}
				continue // another server has it
			}
			p.Tries++
			out[p.Camera] = append(out[p.Camera], p)
		}
		return nil
	})
	return out, err
}

// fetchStill asks a camera once and gives what it said to all who wait for it.
func (s *System) fetchStill(ctx context.Context, camera string, waiting []Picture) error {
	still, why := s.still(ctx, camera)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return s.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		for _, p := range waiting {
			p.Hash, p.Type, p.Size, p.Width, p.Height, p.TakenAt = still.Hash, still.Type, still.Size, still.Width, still.Height, still.TakenAt
			if err := s.came(ctx, tx, p, why); err != nil {
				return err
			}
		}
		return nil
	})
}

// still fetches one picture of a camera and keeps it. Its error says in words why there is none.
func (s *System) still(ctx context.Context, camera string) (p Picture, err error) {
	address, err := s.stillAddress(ctx, camera)
	if err != nil {
		return p, err
	}
	a, err := s.cameraGate.Do(ctx, outward.Request{Address: address, Timeout: stillTime, Most: stillBytes})
	if err != nil {
		return p, err
	}
	p.TakenAt = clock.Now(s.Signal.Clock)
	if a.Status != 200 {
		return Picture{}, fail.Unavailable("monitor.picture.status", fmt.Sprintf("摄像机应答 HTTP %d，未给出图片", a.Status), fmt.Sprintf("the camera answered HTTP %d and gave no picture", a.Status))
	}
	img, err := media.ReadImage(bytes.NewReader(a.Body))
	if err != nil || img.Kind != media.JPEG && img.Kind != media.PNG && img.Kind != media.WebP || img.Width == 0 {
		return Picture{}, fail.Unavailable("monitor.picture.type", "摄像机的应答不是完整的 JPEG、PNG 或 WebP 图片", "the answer of the camera is no whole JPEG, PNG or WebP picture").Because(err)
	}
	info, err := s.Blobs.Put(ctx, bytes.NewReader(a.Body), stillBytes)
	if err != nil {
		return Picture{}, err
	}
	p.Hash, p.Size, p.Type, p.Width, p.Height = info.Hash, info.Size, "image/"+string(img.Kind), int64(img.Width), int64(img.Height)
	return p, nil
}

// stillAddress is where a camera gives stills now.
func (s *System) stillAddress(ctx context.Context, camera string) (string, error) {
	e, err := s.Register.Find(ctx, identity.Everywhere, camera)
	if fail.KindOf(err) == fail.KindNotFound && err != nil {
		return "", fail.Invalid("monitor.picture.camera", "摄像机已从台账中删除", "the camera is no longer in the register").Because(err)
	}
	if err != nil {
		return "", err
	}
	var c register.Camera
	if err := json.Unmarshal(e.Attrs, &c); err != nil {
		return "", fmt.Errorf("camera %s: %w", camera, err)
	}
	if c.Still == "" {
		return "", fail.Invalid("monitor.picture.address", "摄像机台账中没有抓图地址", "the register has no address of stills for the camera")
	}
	return c.Still, nil
}
