package duty

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/id"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
)

// Swap is a wish to change a shift: another person takes it, and gives one of theirs (Other) or nothing. It is asked by
// one, accepted by the other and approved by who keeps the roster; only then do the shifts change hands.
type Swap struct {
	ID         string        `bun:"id" json:"id"`
	Roster     string        `bun:"roster" json:"roster"`
	Area       string        `bun:"area" json:"area"`
	Shift      string        `bun:"shift" json:"shift"`
	Other      string        `bun:"other" json:"other"`
	Asker      string        `bun:"asker" json:"asker" doc:"contact"`
	Taker      string        `bun:"taker" json:"taker" doc:"contact"`
	Reason     string        `bun:"reason" json:"reason"`
	State      string        `bun:"state" json:"state" enum:"asked,accepted,approved,refused,withdrawn"`
	AskedAt    clock.Instant `bun:"asked_at" json:"asked_at"`
	AnsweredAt clock.Instant `bun:"answered_at" json:"answered_at"`
	DecidedAt  clock.Instant `bun:"decided_at" json:"decided_at"`
	DecidedBy  string        `bun:"decided_by" json:"decided_by"`
	Version    int64         `bun:"version" json:"version"`
}

const swapColumns = "id, roster, area, shift, other, asker, taker, reason, state, asked_at, answered_at, decided_at, decided_by, version"

// The states of a swap.
const (
	SwapAsked     = "asked"
	SwapAccepted  = "accepted"
	SwapApproved  = "approved"
	SwapRefused   = "refused"
	SwapWithdrawn = "withdrawn"
)

var errNoSwap = fail.NotFound("duty.swap.unknown", "没有这个换班申请，或不在你的辖区", "there is no such swap in your area")

// AskSwap asks to change a shift of a roster in sight (see). The subject asks for their own shift, or, where they keep
// rosters (keeps), for anybody's. Nothing that has begun can be changed, and a shift has one open swap at a time
// (Conflict).
func (e *Engine) AskSwap(ctx context.Context, tx *store.Tx, by identity.Subject, see, keeps identity.Scope, s Swap) (Swap, error) {
	r, shifts, err := e.lockShifts(ctx, tx, see, s.Shift, s.Other)
	if err != nil {
		return Swap{}, err
	}
	keeper := keeps.Contains(r.Area)
	mine, _ := e.index.contactOf(by.ID)
	first := shifts[0]
	if !keeper && first.Contact != mine.ID {
		return Swap{}, fail.Denied("duty.swap.not-mine", "只能为自己的班次申请换班", "one asks for one's own shifts").At("shift")
	}
	if s.Other != "" {
		s.Taker = shifts[1].Contact
	} else if err := e.inSight(see, s.Taker, "taker"); err != nil {
		return Swap{}, err
	}
	if _, ok := e.index.contact(s.Taker); !ok || s.Taker == first.Contact {
		return Swap{}, fail.Invalid("duty.swap.taker", "请选择另一名接班人", "choose another person").At("taker")
	}
	now := clock.Now(e.Clock)
	for _, sh := range shifts {
		var n int
		if err := tx.NewRaw("SELECT count(*) FROM duty_swap WHERE state IN ('asked', 'accepted') AND (shift = ? OR other = ?)", sh.ID, sh.ID).Scan(ctx, &n); err != nil {
			return Swap{}, fmt.Errorf("swap: %w", err)
		}
		if n > 0 || !sh.StartsAt.After(now.Time) {
			return Swap{}, fail.Conflict("duty.swap.busy", sh.Day+" 的班次已开始，或已有未办结的换班申请", "the shift of "+sh.Day+" has begun, or another swap of it is under way").At("shift")
		}
	}
	s.ID, s.Roster, s.Area, s.Asker, s.State, s.AskedAt, s.Version = id.New(), r.ID, r.Area, first.Contact, SwapAsked, now, 1
	s.AnsweredAt, s.DecidedAt, s.DecidedBy = clock.Instant{}, clock.Instant{}, ""
	_, err = tx.NewRaw("INSERT INTO duty_swap ("+swapColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", s.ID, s.Roster, s.Area, s.Shift, s.Other, s.Asker, s.Taker, s.Reason, s.State, s.AskedAt, s.AnsweredAt, s.DecidedAt, s.DecidedBy, s.Version).Exec(ctx)
	if err != nil {
		return Swap{}, fmt.Errorf("ask swap: %w", err)
	}
	return s, e.recordSwap(ctx, tx, by, "duty.swap.asked", s)
}

// MoveSwap accepts, refuses, withdraws or approves a swap that is in sight (see) or one's own. The taker accepts or
// refuses, the asker withdraws; who keeps rosters there (keeps) accepts, refuses and alone approves. Approving changes the
// shifts, if they still are whose they were.
func (e *Engine) MoveSwap(ctx context.Context, tx *store.Tx, by identity.Subject, see, keeps identity.Scope, swap, to string) (Swap, error) {
	var s Swap
	err := tx.NewRaw("SELECT "+swapColumns+" FROM duty_swap WHERE id = ?"+tx.ForUpdate(), swap).Scan(ctx, &s)
	mine, _ := e.index.contactOf(by.ID)
	keeper, party := keeps.Contains(s.Area), mine.ID != "" && (mine.ID == s.Asker || mine.ID == s.Taker)
	switch {
	case store.IsNoRows(err), err == nil && !party && !see.Contains(s.Area):
		return s, errNoSwap
	case err != nil:
		return s, fmt.Errorf("read swap: %w", err)
	}
	allowed := map[string]bool{
		SwapAccepted:  s.State == SwapAsked && (keeper || mine.ID == s.Taker),
		SwapRefused:   s.State == SwapAsked && mine.ID == s.Taker || keeper && (s.State == SwapAsked || s.State == SwapAccepted),
		SwapWithdrawn: mine.ID == s.Asker && (s.State == SwapAsked || s.State == SwapAccepted),
		SwapApproved:  keeper && s.State == SwapAccepted,
	}
	if !allowed[to] {
		return s, fail.Conflict("duty.swap.state", "换班申请的状态不允许此操作，或不由你办理", "the swap is not in a state for this, or it is not yours to do")
	}
	now := clock.Now(e.Clock)
	s.State, s.Version = to, s.Version+1
	if to == SwapAccepted || to == SwapRefused && !keeper {
		s.AnsweredAt = now
	} else {
		s.DecidedAt, s.DecidedBy = now, by.Name
	}
	if to == SwapApproved {
		if err := e.changeHands(ctx, tx, by, s); err != nil {
			return s, err
		}
	}
	_, err = tx.NewRaw("UPDATE duty_swap SET state = ?, answered_at = ?, decided_at = ?, decided_by = ?, version = ? WHERE id = ?", s.State, s.AnsweredAt, s.DecidedAt, s.DecidedBy, s.Version, s.ID).Exec(ctx)
	if err != nil {
		return s, fmt.Errorf("move swap: %w", err)
	}
	return s, e.recordSwap(ctx, tx, by, "duty.swap."+to, s)
}

func (e *Engine) recordSwap(ctx context.Context, tx *store.Tx, by identity.Subject, action string, s Swap) error {
	if err := e.note(ctx, tx, journal.Actor{ID: by.ID, Name: by.Name}, "swap:"+s.ID, "roster:"+s.Roster, s.Area, action, s); err != nil {
		return err
	}
	return e.changed(ctx, tx, s.Area, change{}, func() {})
}

// changeHands gives the shifts of an approved swap to their new people.
func (e *Engine) changeHands(ctx context.Context, tx *store.Tx, by identity.Subject, s Swap) error {
	r, shifts, err := e.lockShifts(ctx, tx, identity.Everywhere, s.Shift, s.Other)
	if err != nil {
		return err
	}
	now := clock.Now(e.Clock)
	for i, sh := range shifts {
		was, is := s.Asker, s.Taker
		if i == 1 {
			was, is = s.Taker, s.Asker
		}
		if sh.Contact != was || !sh.StartsAt.After(now.Time) {
			return fail.Conflict("duty.swap.late", sh.Day+" 的班次已开始或已换人，不能再换", "the shift of "+sh.Day+" has begun or changed hands")
		}
		if _, err := tx.NewRaw("UPDATE duty_shift SET contact = ?, version = version + 1 WHERE id = ?", is, sh.ID).Exec(ctx); err != nil {
			return fmt.Errorf("change hands: %w", err)
		}
	}
	all, err := e.shiftsOf(ctx, tx, r.ID)
	if err != nil {
		return err
	}
	return e.saveRoster(ctx, tx, journal.Actor{ID: by.ID, Name: by.Name}, "duty.roster.swapped", &r, s, all)
}

// lockShifts reads a shift, and another of the same roster and role unless it is "", behind the lock of their roster.
func (e *Engine) lockShifts(ctx context.Context, tx *store.Tx, scope identity.Scope, shift, other string) (Roster, []DutyShift, error) {
	ids := []string{shift}
	if other != "" {
		ids = append(ids, other)
	}
	var roster string
	err := tx.NewRaw("SELECT roster FROM duty_shift WHERE id = ?", shift).Scan(ctx, &roster)
	if store.IsNoRows(err) {
		return Roster{}, nil, fail.NotFound("duty.shift.unknown", "没有这个班次", "there is no such shift").At("shift")
	}
	if err != nil {
		return Roster{}, nil, fmt.Errorf("read shift: %w", err)
	}
	r, err := lockRoster(ctx, tx, scope, roster)
	if err != nil {
		return Roster{}, nil, err
	}
	var list []DutyShift
	if err := tx.NewRaw("SELECT "+shiftColumns+" FROM duty_shift WHERE roster = ? AND id IN (?)", roster, bun.List(ids)).Scan(ctx, &list); err != nil {
		return r, nil, fmt.Errorf("read shifts: %w", err)
	}
	if len(list) == 2 && list[0].ID != shift {
		list[0], list[1] = list[1], list[0]
	}
	if len(list) != len(ids) || len(list) == 2 && list[0].Role != list[1].Role {
		return r, nil, fail.Invalid("duty.swap.other", "两个班次须属于同一值班表和同一角色", "both shifts are of one roster and one role").At("other")
	}
	return r, list, nil
}

// SwapItem is a swap with its people and shifts.
type SwapItem struct {
	Swap
	AskerWho Who    `json:"asker_who"`
	TakerWho Who    `json:"taker_who"`
	Day      string `json:"day"`
	OtherDay string `json:"other_day"`
}

// Swaps lists the newest swaps of a roster in the scope.
func (e *Engine) Swaps(ctx context.Context, scope identity.Scope, roster string) ([]SwapItem, error) {
	in, args := scope.SQL("area")
	var rows []Swap
	err := e.DB.Read().NewRaw("SELECT "+swapColumns+" FROM duty_swap WHERE "+in+" AND roster = ? ORDER BY asked_at DESC LIMIT 100", append(args, roster)...).Scan(ctx, &rows)
	if err != nil {
		return nil, fmt.Errorf("swaps: %w", err)
	}
	e.index.mu.RLock()
	defer e.index.mu.RUnlock()
	days := map[string]string{}
	for _, s := range e.index.shifts[roster] {
		days[s.ID] = s.Day
	}
	out := []SwapItem{}
	for _, s := range rows {
		out = append(out, SwapItem{s, e.index.who(s.Asker), e.index.who(s.Taker), days[s.Shift], days[s.Other]})
	}
	return out, nil
}
