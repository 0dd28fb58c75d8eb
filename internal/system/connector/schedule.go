package connector

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"anlan/internal/base/bus"
	"anlan/internal/base/clock"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
)

const (
	lookEvery   = time.Second // how often it is looked for sources that are due, and judged
	forgetEvery = time.Hour
	atOnce      = 4 // sources that are asked at the same time
)

// due are the sources that are to be asked now.
func (s *System) due(ctx context.Context) ([]Source, error) {
	all, err := s.sources(ctx, s.DB.Read(), identity.Everywhere)
	if err != nil {
		return nil, err
	}
	states, err := s.states(ctx)
	if err != nil {
		return nil, err
	}
	now := s.Clock.Now()
	out := all[:0]
	for _, src := range all {
		if !src.Paused && src.Protocol != Push && !states[src.ID].NextAt.After(now) {
			out = append(out, src)
		}
	}
	return out, nil
}

// work asks one source, when its turn can be had.
func (s *System) work(ctx context.Context, src Source) error {
	st, ok, err := s.claim(ctx, src)
	if err != nil || !ok {
		return err
	}
	do := s.pull
	switch src.Protocol {
	case Folder:
		do = s.sweep
	case MQTT:
		do = s.listen
	}
	err = do(ctx, src, &st)
	if errors.Is(err, errLost) {
		return nil
	}
	return err
}

// runSources asks what is due, a few at a time, until ctx ends. A run that is cut off by a stop comes again.
func (s *System) runSources(ctx context.Context) error {
	ticker := s.Clock.NewTicker(lookEvery)
	defer ticker.Stop()
	slots := make(chan struct{}, atOnce)
	defer s.hangUpAll(ctx)
	var running sync.WaitGroup
	defer running.Wait()
	var mu sync.Mutex
	busy := map[string]bool{}
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-s.wake:
		case <-ticker.Chan():
		}
		list, err := s.due(ctx)
		if err != nil {
			s.complain(ctx, "look for due connectors", err)
			continue
		}
		for _, src := range list {
			mu.Lock()
			skip := busy[src.ID]
			busy[src.ID] = true
			mu.Unlock()
			if skip {
				continue
			}
			running.Go(func() {
				defer func() {
					mu.Lock()
					delete(busy, src.ID)
					mu.Unlock()
				}()
				if src.Protocol != MQTT { // to listen is to wait, not to work
					select {
					case slots <- struct{}{}:
					case <-ctx.Done():
						return
					}
					defer func() { <-slots }()
				}
				if err := s.work(ctx, src); err != nil {
					s.complain(ctx, "connector "+src.ID, err)
				}
			})
		}
	}
}

func (s *System) complain(ctx context.Context, what string, err error) {
	if ctx.Err() == nil {
		s.Log.Error(what, "err", err)
	}
}

// poke lets the scheduler look at once.
func (s *System) poke() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// watch judges all sources each second and drops old runs each hour.
func (s *System) watch(ctx context.Context) error {
	ticker := s.Clock.NewTicker(lookEvery)
	defer ticker.Stop()
	var swept time.Time
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.Chan():
		}
		if err := s.judgeAll(ctx); err != nil {
			s.complain(ctx, "judge connectors", err)
		}
		if now := s.Clock.Now(); now.Sub(swept) > forgetEvery {
			swept = now
			if err := s.forget(ctx); err != nil {
				s.complain(ctx, "drop old runs", err)
			}
		}
	}
}

// StateNotice is the data of StateChanged.
type StateNotice struct {
	Source     string        `json:"source"`
	Name       string        `json:"name"`
	Department string        `json:"department"`
	State      string        `json:"state"`
	StateText  lang.Text     `json:"state_text"`
	Was        string        `json:"was"`
	Why        lang.Text     `json:"why"`
	LastGood   clock.Instant `json:"last_good"`
	Area       string        `json:"area"`
}

// judgeAll writes and tells every change of a state.
func (s *System) judgeAll(ctx context.Context) error {
	all, err := s.sources(ctx, s.DB.Read(), identity.Everywhere)
	if err != nil {
		return err
	}
	states, err := s.states(ctx)
	if err != nil {
		return err
	}
	for _, src := range all {
		st := states[src.ID]
		if now := judge(src, st, s.Clock.Now()); now != st.State {
			if err := s.become(ctx, src, st, now); err != nil {
				return err
			}
		}
	}
	return nil
}

var machine = journal.Actor{ID: identity.Machine("connector").ID, Name: "connector"}

// become writes one change of a state, once: whoever comes second finds it done.
func (s *System) become(ctx context.Context, src Source, st State, now string) error {
	return s.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		r, err := tx.NewRaw("UPDATE connector_state SET state = ?, state_since = ? WHERE source = ? AND state = ?", now, clock.Now(s.Clock), src.ID, st.State).Exec(ctx)
		if err != nil {
			return err
		}
		if n, err := r.RowsAffected(); err != nil || n == 0 {
			return err
		}
		why := st.Error
		if now == broken && why.IsZero() {
			why = lang.T(fmt.Sprintf("超过 %d 秒没有收到数据", src.Limit), fmt.Sprintf("nothing has come for more than %d seconds", src.Limit))
		}
		n := StateNotice{Source: src.ID, Name: src.Name, Department: src.Department, State: now, StateText: stateTitles[now], Was: st.State, Why: why, LastGood: st.LastGood, Area: src.Area}
		if _, err := s.Journal.Append(ctx, tx, journal.Entry{Object: journalObject(src.ID), Area: src.Area, Actor: machine, Action: "connector.state.changed", Body: n}); err != nil {
			return err
		}
		return s.Bus.EmitValue(ctx, tx, bus.Event{Type: StateChanged, Area: src.Area, Object: src.ID, Permission: readSources}, n)
	})
}
