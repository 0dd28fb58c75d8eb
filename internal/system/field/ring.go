package field

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"anlan/internal/base/fail"
	"anlan/internal/base/geo"
	"anlan/internal/base/identity"
	"anlan/internal/base/store"
	"anlan/internal/engine/duty"
)

// ring is whom to call and why: who is on duty for the area, and the leader of the crew beside them.
type ring struct {
	area   string
	why    string
	origin string
	leader string // account; "" for none
	point  *geo.Point
}

// nobody stands for the call where there is nobody to call, so that it is not tried again and again.
const nobody = "none"

// ring calls people until somebody answers, and returns the call; nobody where the roster and the posts name no one. The same
// origin is called once.
func (s *System) ring(ctx context.Context, tx *store.Tx, r ring) (string, error) {
	var targets []duty.NewTarget
	add := func(t duty.NewTarget) {
		if t.Contact != "" && !slices.ContainsFunc(targets, func(o duty.NewTarget) bool { return o.Contact == t.Contact }) {
			targets = append(targets, t)
		}
	}
	if r.leader != "" {
		if w, ok := s.Duty.ContactOf(r.leader); ok {
			add(duty.NewTarget{Contact: w.ID, Reason: "队伍负责人"})
		}
	}
	for _, d := range s.Duty.OnDuty(r.area, s.now()) {
		add(duty.NewTarget{Contact: d.Who.ID, Reason: d.Reason.Zh})
	}
	a, err := s.Duty.Answer(duty.Question{Point: r.point, Area: r.area, At: s.now()})
	if err != nil && fail.As(err) == nil {
		return "", err
	}
	if err == nil {
		for _, t := range duty.TargetsOf(a) {
			t.Rank++ // after those who are awake
			add(t)
		}
	}
	if len(targets) == 0 {
		return nobody, nil
	}
	call, err := s.Duty.Call(ctx, tx, machine, duty.NewCall{Area: r.area, Why: short(r.why), Origin: r.origin, Mode: duty.AnyOne, Targets: targets})
	return call.ID, err
}

// tryRing is ring for what must be kept even when nobody can be called: what the call had begun is undone, and failed says so. An
// error that may pass when it is tried again comes back.
func (s *System) tryRing(ctx context.Context, tx *store.Tx, r ring) (call string, failed bool, err error) {
	if _, err := tx.NewRaw("SAVEPOINT ring").Exec(ctx); err != nil {
		return "", false, fmt.Errorf("before the call: %w", err)
	}
	call, why := s.ring(ctx, tx, r)
	if why == nil {
		_, err := tx.NewRaw("RELEASE SAVEPOINT ring").Exec(ctx)
		return call, false, err
	}
	if fail.KindOf(why) == fail.KindUnavailable || passes(why) {
		return "", false, why
	}
	if _, err := tx.NewRaw("ROLLBACK TO SAVEPOINT ring").Exec(ctx); err != nil {
		return "", false, errors.Join(why, err)
	}
	s.Log.Error("nobody called", "origin", r.origin, "err", why)
	return nobody, true, nil
}

// passes reports whether PostgreSQL asks to try the transaction again.
func passes(err error) bool {
	var e interface{ SQLState() string }
	return errors.As(err, &e) && strings.HasPrefix(e.SQLState(), "40")
}

// short cuts a reason to what a call takes.
func short(why string) string {
	r := []rune(why)
	if len(r) > 490 {
		return string(r[:490]) + "…"
	}
	return why
}

// stopRing stops a call that goes on; one that is over already stays as it is.
func (s *System) stopRing(ctx context.Context, tx *store.Tx, by identity.Subject, call, why string) error {
	if call == "" || call == nobody {
		return nil
	}
	_, err := s.Duty.StopCall(ctx, tx, by, identity.Everywhere, call, why)
	if k := fail.KindOf(err); err != nil && k != fail.KindConflict && k != fail.KindNotFound {
		return err
	}
	return nil
}
