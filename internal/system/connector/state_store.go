package connector

import (
	"context"
	"errors"
	"fmt"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
)

// errLost says that another server took the source over, or that somebody changed it; what was read is given up.
var errLost = errors.New("the turn is lost")

func (s *System) state(ctx context.Context, q store.Querier, id string) (State, error) {
	var st State
	err := q.NewRaw("SELECT "+stateColumns+" FROM connector_state WHERE source = ?", id).Scan(ctx, &st)
	if err != nil {
		return State{}, fmt.Errorf("state of connector %s: %w", id, err)
	}
	st.unpack()
	return st, nil
}

// states are all, by source.
func (s *System) states(ctx context.Context) (map[string]State, error) {
	var list []State
	if err := s.DB.Read().NewRaw("SELECT "+stateColumns+" FROM connector_state").Scan(ctx, &list); err != nil {
		return nil, fmt.Errorf("states of connectors: %w", err)
	}
	out := make(map[string]State, len(list))
	for _, st := range list {
		st.unpack()
		out[st.Source] = st
	}
	return out, nil
}

// claim takes the turn on a source that is due, for as long as a run may take; ok is false when it is not due or another
// server has it.
func (s *System) claim(ctx context.Context, src Source) (st State, ok bool, err error) {
	now := clock.Now(s.Clock)
	until := clock.At(now.Add(runFor + seconds(src.Wait) + leaseSpare))
	err = s.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		r, err := tx.NewRaw("UPDATE connector_state SET holder = ?, until = ?, turn = turn + 1, last_try = ? WHERE source = ? AND next_at <= ? AND (until <= ? OR holder = ?)",
			s.Node, until, now, src.ID, now, now, s.Node).Exec(ctx)
		if err != nil {
			return err
		}
		n, err := r.RowsAffected()
		if ok = n > 0; err != nil || !ok {
			return err
		}
		st, err = s.state(ctx, tx, src.ID)
		return err
	})
	if err != nil {
		return State{}, false, fmt.Errorf("claim connector %s: %w", src.ID, err)
	}
	return st, ok, nil
}

// move writes where a claimed source stands, if the turn is still ours.
func (s *System) move(ctx context.Context, tx *store.Tx, st *State) error {
	r, err := tx.NewRaw(`UPDATE connector_state SET since = ?, place = ?, newest = ?, last_good = ?, next_at = ?, failures = ?, backlog = ?, taken = ?, refused = ?, lies = ?,
		digest = ?, same = ?, records = ?, error_zh = ?, error_en = ?, sample = ? WHERE source = ? AND turn = ? AND holder = ?`,
		st.Since, st.Place, st.Newest, st.LastGood, st.NextAt, st.Failures, st.Backlog, st.Taken, st.Refused, st.Lies,
		st.Digest, st.Same, st.Records, st.ErrorZh, st.ErrorEn, st.Sample, st.Source, st.Turn, st.Holder).Exec(ctx)
	if err != nil {
		return fmt.Errorf("move connector %s: %w", st.Source, err)
	}
	if n, err := r.RowsAffected(); err != nil || n == 0 {
		return errors.Join(errLost, err)
	}
	return nil
}

// release gives the turn back.
func (s *System) release(ctx context.Context, tx *store.Tx, st *State) error {
	_, err := tx.NewRaw("UPDATE connector_state SET until = 0 WHERE source = ? AND turn = ?", st.Source, st.Turn).Exec(ctx)
	return err
}

// blame keeps what was wrong, in words for people.
func (s *State) blame(text lang.Text, sample string) {
	s.ErrorZh, s.ErrorEn, s.Sample = text.Zh, text.En, cut(sample, 200)
	s.unpack()
}

// wordsOf are the words of an error for people.
func wordsOf(err error) lang.Text {
	if f := fail.As(err); f != nil {
		return f.Text
	}
	return lang.T("内部错误，详见日志", "an internal error, see the log")
}

// cut keeps text of a peer short and printable.
func cut(text string, most int) string {
	clean := []rune{}
	for _, r := range text {
		if r == 0 || r == '\ufffd' {
			r = '?'
		}
		if clean = append(clean, r); len(clean) == most {
			return string(clean) + "…"
		}
	}
	return string(clean)
}
