package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
)

type client struct {
	base, token string
	http        http.Client
}

func (c *client) call(ctx context.Context, method, path string, in, out any) error {
	var body bytes.Buffer
	if in != nil {
		if err := json.NewEncoder(&body).Encode(in); err != nil {
			return err
		}
	}
	req, err := http.NewRequestWithContext(ctx, method, c.base+path, &body)
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+c.token)
	res, err := c.http.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode >= 300 {
		var problem bytes.Buffer
		_, _ = problem.ReadFrom(res.Body)
		return fmt.Errorf("%s %s: %s: %s", method, path, res.Status, problem.String())
	}
	return json.NewDecoder(res.Body).Decode(out)
}

func (c *client) signIn(ctx context.Context, user, password string) error {
	var s struct{ Token string }
	err := c.call(ctx, http.MethodPost, "/session", map[string]string{"user": user, "password": password}, &s)
	c.token = s.Token
	return err
}

// point is what the bench needs of one: a value that is quiet and one that is not.
type point struct {
	ID, Device, Key string
	Delay           float64 `json:"on_delay_s"`
	Limits          struct{ LL, L, H, HH *float64 }
}

// quiet is a value inside the limits, over one above HH; ok is false for a point that has no H and HH, or waits.
func (p point) values() (quiet, over float64, ok bool) {
	if p.Limits.HH == nil || p.Limits.H == nil || p.Delay > 0 {
		return 0, 0, false
	}
	low := 0.0
	if p.Limits.L != nil {
		low = *p.Limits.L
	}
	quiet = low + (*p.Limits.H-low)/2
	return quiet, *p.Limits.HH + (*p.Limits.HH - quiet), true
}

func (c *client) points(ctx context.Context) ([]point, error) {
	var all []point
	for next := ""; ; {
		var page struct {
			Items []point
			Next  string
		}
		if err := c.call(ctx, http.MethodGet, "/signal/points?limit=200&cursor="+url.QueryEscape(next), nil, &page); err != nil {
			return nil, err
		}
		for _, p := range page.Items {
			if _, _, ok := p.values(); ok {
				all = append(all, p)
			}
		}
		if next = page.Next; next == "" {
			return all, nil
		}
	}
}

// ears notes when the stream told of each point's first alarm.
type ears struct {
	mu    sync.Mutex
	heard map[string]time.Time
}

// listen opens the event stream and returns once it is open.
func (c *client) listen(ctx context.Context) (*ears, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.base+"/events", nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Authorization", "Bearer "+c.token)
	res, err := c.http.Do(req) //nolint:bodyclose // the listener below closes it
	if err != nil {
		return nil, err
	}
	if res.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("event stream: %s", res.Status)
	}
	e := &ears{heard: map[string]time.Time{}}
	go func() {
		defer res.Body.Close()
		in := bufio.NewScanner(res.Body)
		in.Buffer(nil, 1<<20)
		kind := ""
		for in.Scan() {
			if v, ok := strings.CutPrefix(in.Text(), "event: "); ok {
				kind = v
			}
			if v, ok := strings.CutPrefix(in.Text(), "data: "); ok && kind == "signal.alarm.raised" {
				e.note(v, time.Now())
			}
		}
	}()
	return e, nil
}

func (e *ears) note(data string, at time.Time) {
	var event struct {
		Data struct{ Point, Kind string }
	}
	if json.Unmarshal([]byte(data), &event) != nil || event.Data.Kind == "stale" {
		return
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.heard[event.Data.Point].IsZero() {
		e.heard[event.Data.Point] = at
	}
}

// since is how long each crossing took to be heard, and how many were not.
func (e *ears) since(crossed map[string]time.Time) (delays []time.Duration, missed int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for id, at := range crossed {
		if heard := e.heard[id]; heard.IsZero() {
			missed++
		} else {
			delays = append(delays, heard.Sub(at))
		}
	}
	return delays, missed
}

// compare looks for every acknowledged observation in the history: times in milliseconds by point.
func (c *client) compare(ctx context.Context, acked map[string][]int64) (stored, lost int, err error) {
	var mu sync.Mutex
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(4)
	for id, times := range acked {
		g.Go(func() error {
			first, last := times[0], times[0]
			for _, t := range times {
				first, last = min(first, t), max(last, t)
			}
			var got struct{ Values [][2]float64 }
			path := fmt.Sprintf("/signal/points/%s/values?from=%d&to=%d", url.PathEscape(id), first, last+1)
			if err := c.call(ctx, http.MethodGet, path, nil, &got); err != nil {
				return err
			}
			have := map[int64]bool{}
			for _, v := range got.Values {
				have[int64(v[0])] = true
			}
			mu.Lock()
			defer mu.Unlock()
			for _, t := range times {
				if have[t] {
					stored++
				} else {
					lost++
				}
			}
			return nil
		})
	}
	return stored, lost, g.Wait()
}
