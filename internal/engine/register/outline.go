package register

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/geo"
	"anlan/internal/base/id"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
)

// BorderAct is one act by which outlines of areas changed. Area is what the codes of all of them begin with.
type BorderAct struct {
	ID     string        `bun:"id" json:"id"`
	Kind   string        `bun:"kind" json:"kind" enum:"outlines,areas" doc:"outlines were set, or areas themselves were made, changed or taken out"`
	Area   string        `bun:"area" json:"area"`
	From   string        `bun:"from_day" json:"from" doc:"the first day on which they hold"`
	Reason string        `bun:"reason" json:"reason"`
	File   string        `bun:"file" json:"file" doc:"name of the file they came from; empty for none"`
	Undoes string        `bun:"undoes" json:"undoes" doc:"the act that this one takes back; empty for none"`
	Areas  int           `bun:"areas" json:"areas" doc:"how many areas changed"`
	By     string        `bun:"by_id" json:"by"`
	ByName string        `bun:"by_name" json:"by_name"`
	MadeAt clock.Instant `bun:"made_at" json:"made_at"`
	State  string        `bun:"state" json:"state" enum:"planned,forced,done,withdrawn" doc:"planned: its day is to come; forced: it holds and elements are still following; withdrawn: taken back before its day"`
	Moved  int           `bun:"moved" json:"moved" doc:"elements that followed the borders"`
	Stayed int           `bun:"stayed" json:"stayed" doc:"elements that stand elsewhere now but could not be registered there, since their attributes do not fit their kind any more"`
}

// The kinds of acts.
const (
	actOutlines = "outlines"
	actAreas    = "areas"
)

// SetOutlines gives areas other outlines, as one act with one journal entry, in the caller's transaction. Of the act its
// From, Reason, File and Undoes are given. From a day to come the old outlines stay in force until then, and RunOutlines puts the
// new ones in their place. An empty outline takes one away. Elements over which a border passes follow it (RunOutlines). Who asks
// must have checked that the outlines fit together. Invalid for a day that is none or too far away, or an outline that cannot be
// read; NotFound for an unknown area; Conflict when one of the areas has changed, or is to change, on a later day already.
func (r *Register) SetOutlines(ctx context.Context, tx *store.Tx, by journal.Actor, act BorderAct, outlines map[string]json.RawMessage) (BorderAct, error) {
	today := calendar.DateOf(r.clock.Now())
	day, err := calendar.ParseDate(act.From)
	if err != nil || today.Next(MostAhead).Before(day) {
		return act, fail.Invalid("register.outline.from", "生效日期应为一年以内的日期", "the day from which outlines hold is at most a year ahead").At("from")
	}
	codes := slices.Sorted(maps.Keys(outlines))
	later, err := laterOutlines(ctx, tx, codes, act.From)
	if err != nil {
		return act, err
	}
	if len(later) > 0 {
		return act, fail.Conflict("register.outline.later", r.Areas().Name(later[0].Code)+" 的边界自 "+later[0].From+" 起另有变更，生效日期须不早于该日；尚未生效的可先撤回", "the outline of "+later[0].Code+" changes on "+later[0].From+": choose that day or a later one, or take that change back when it does not hold yet").At("from")
	}
	change := AreaChange{}
	for _, code := range codes {
		a, ok := r.Areas().Find(code)
		if !ok {
			return act, fail.NotFound("register.area.unknown", "没有代码为 "+code+" 的区划", "there is no area with the code "+code).At("code")
		}
		if a, err = a.within(outlines[code]); err != nil {
			return act, err
		}
		change.Put = append(change.Put, a)
	}
	act.Kind = actOutlines
	action, do := "register.outlines.set", r.changeAreas
	switch {
	case today.Before(day):
		action, do = "register.outlines.planned", r.plan
	case act.Undoes != "":
		action = "register.outlines.undone"
	}
	if act, err = do(ctx, tx, by, act, change); err != nil {
		return act, err
	}
	_, err = r.journal.Append(ctx, tx, journal.Entry{Object: act.object(), Area: act.Area, Actor: by, Action: action, Body: map[string]any{"act": act, "codes": codes, "outlines": outlinesHash(change.Put)}})
	return act, err
}

// object is the chain of the act in the journal.
func (a BorderAct) object() string { return "outlines:" + a.ID }

// within is the area with another outline; its seat stays where it is if the outline holds it.
func (a Area) within(outline json.RawMessage) (Area, error) {
	a.Outline = outline
	if len(outline) == 0 {
		return a, nil
	}
	s, err := geo.ParseShape(outline)
	if err != nil {
		return a, err
	}
	if p := s.Inner(); !s.Contains(geo.Point{Lon: a.Lon, Lat: a.Lat}) {
		a.Lon, a.Lat = p.Lon, p.Lat
	}
	return a, nil
}

// MostAhead is how many days ahead outlines may be planned.
const MostAhead = 366

// UndoOutlines brings back, from today on, the outlines that were there before an act; one that does not hold yet is withdrawn. It fails with NotFound when the act
// is unknown or one of its areas is not in the scope, with Illegal when it is not one of SetOutlines, and with Conflict when
// one of its areas has changed again since: then that act is undone first.
func (r *Register) UndoOutlines(ctx context.Context, tx *store.Tx, by journal.Actor, scope identity.Scope, actID, reason string) (BorderAct, error) {
	unknown := fail.NotFound("register.outline.act-unknown", "没有这次边界变更，或不在你的辖区", "there is no such change of outlines in your area")
	act, err := findAct(ctx, tx, actID)
	if store.IsNoRows(err) {
		return act, unknown
	}
	if err != nil {
		return act, err
	}
	codes, err := codesOf(ctx, tx, actID)
	if err != nil {
		return act, err
	}
	if len(codes) == 0 || slices.ContainsFunc(codes, func(c string) bool { return !scope.Contains(c) }) {
		return act, unknown
	}
	if act.State == ActPlanned {
		return r.withdraw(ctx, tx, by, act, reason)
	}
	if act.Kind != actOutlines {
		return act, fail.Illegal("register.outline.act-kind", "这次变更增减了区划或网格，请在网格页面调整", "this change made or dropped areas; draw the cells anew instead")
	}
	before := map[string]json.RawMessage{}
	for _, code := range codes {
		was, last, err := beforeAct(ctx, tx, code, actID)
		if err != nil {
			return act, err
		}
		if last != actID {
			return act, fail.Conflict("register.outline.changed-since", r.Areas().Name(code)+" 的边界此后又有变更，请先撤销较晚的一次", "the outline of "+code+" has changed again since: undo that change first")
		}
		before[code] = was
	}
	return r.SetOutlines(ctx, tx, by, BorderAct{From: calendar.DateOf(r.clock.Now()).String(), Reason: reason, Undoes: actID}, before)
}

// changeAreas does a change within the caller's transaction: areas, their history, the register's own entry.
func (r *Register) changeAreas(ctx context.Context, tx *store.Tx, by journal.Actor, act BorderAct, c AreaChange) (BorderAct, error) {
	if err := r.checkAreas(c.Put); err != nil {
		return act, err
	}
	r.sign(&act, by)
	if act.Kind == actOutlines {
		act.State = ActForced
	}
	if err := r.keepAreas(ctx, tx, &act, c); err != nil {
		return act, err
	}
	if err := r.storeAreas(ctx, tx, by, act.Reason, c); err != nil {
		return act, err
	}
	// The areas are in the database by now; when they cannot be read back here, the next change or start reads them.
	tx.AfterCommit(func() {
		_ = r.loadAreas(context.WithoutCancel(ctx))
		r.past.forget()
		select {
		case r.borders <- struct{}{}:
		default:
		}
	})
	return act, nil
}

// sign writes who does an act, and when.
func (r *Register) sign(act *BorderAct, by journal.Actor) {
	act.ID, act.By, act.ByName, act.MadeAt, act.State = id.New(), by.ID, by.Name, clock.Now(r.clock), ActDone
}

// storeAreas writes areas as they are from now on.
func (r *Register) storeAreas(ctx context.Context, tx *store.Tx, by journal.Actor, name string, c AreaChange) error {
	if err := dropAreas(ctx, tx, c.Drop); err != nil {
		return err
	}
	for rows := range slices.Chunk(c.Put, rowsPerInsert) {
		if err := upsertAreas(ctx, tx, rows); err != nil {
			return err
		}
	}
	return r.recordBatch(ctx, tx, by, "register.areas.changed", Batch{Name: name, Counts: map[string]int{"area": len(c.Put), "dropped": len(c.Drop)}})
}

// sameArea reports whether nothing that history keeps differs.
func sameArea(a, b Area) bool {
	return a.Name == b.Name && a.NameEn == b.NameEn && a.Level == b.Level && a.Parent == b.Parent && bytes.Equal(bytes.TrimSpace(a.Outline), bytes.TrimSpace(b.Outline))
}

func errOutline(what string, err error) error {
	return fmt.Errorf("history of outlines, %s: %w", what, err)
}
