package register

import (
	"context"
	"maps"
	"slices"
	"sync"

	"anlan/internal/base/calendar"
	"anlan/internal/base/identity"
)

// pastAreas keeps the areas of days that were asked for, for the areas of today they were made from.
type pastAreas struct {
	mu    sync.Mutex
	of    *Areas
	byDay map[string]*Areas
}

// forget drops what is kept: acts have changed.
func (p *pastAreas) forget() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.of = nil
}

// pastDays is how many days are kept.
const pastDays = 8

// AreasOn are all areas as they were on a day, or will be as far as it is planned: those of today when nothing has changed since
// or will until then.
func (r *Register) AreasOn(ctx context.Context, day calendar.Date) (*Areas, error) {
	now := r.Areas()
	r.past.mu.Lock()
	defer r.past.mu.Unlock()
	if r.past.of != now || len(r.past.byDay) >= pastDays {
		r.past.of, r.past.byDay = now, map[string]*Areas{}
	}
	if a, ok := r.past.byDay[day.String()]; ok {
		return a, nil
	}
	today := calendar.DateOf(r.clock.Now())
	then, err := r.areasThen(ctx, now, day.String(), min(day.String(), today.String()))
	if err != nil || today.Before(day) { // what is planned may change on another node
		return then, err
	}
	r.past.byDay[day.String()] = then
	return then, nil
}

// areasThen lays over the areas of now what differs on a day: what has changed since, the earlier of it and of today.
func (r *Register) areasThen(ctx context.Context, now *Areas, day, since string) (*Areas, error) {
	var rows []areaVersion
	err := r.db.Read().NewRaw(`SELECT `+versionColumns+` FROM register_outline o
		WHERE from_day <= ? AND code IN (SELECT code FROM register_outline WHERE from_day > ?)
		AND NOT EXISTS (SELECT 1 FROM register_outline n WHERE n.code = o.code AND n.from_day <= ? AND (n.from_day > o.from_day OR n.from_day = o.from_day AND n.act > o.act))
		ORDER BY code`, day, since, day).Scan(ctx, &rows)
	if err != nil {
		return nil, errOutline(day, err)
	}
	if len(rows) == 0 {
		return now, nil
	}
	byCode := map[string]Area{}
	for _, a := range now.list {
		byCode[a.Code] = a
	}
	for _, v := range rows {
		byCode[v.Code] = v.Area
		if v.Gone {
			delete(byCode, v.Code)
		}
	}
	return NewAreas(slices.Collect(maps.Values(byCode)))
}

// AreaVersion is an area as it was from a day on ("" from the beginning) until another ("" for no end), and by which act;
// Act is nil for what was there before any.
type AreaVersion struct {
	Area
	From  string
	Until string
	Gone  bool
	Act   *BorderAct
}

// AreaVersions is the history of an area, the newest first. It is one version for an area that never changed, and none for
// an unknown code. Versions of one day that another took the place of are among them.
func (r *Register) AreaVersions(ctx context.Context, code string) ([]AreaVersion, error) {
	var rows []areaVersion
	if err := r.db.Read().NewRaw("SELECT "+versionColumns+" FROM register_outline WHERE code = ? ORDER BY from_day DESC, act DESC", code).Scan(ctx, &rows); err != nil {
		return nil, errOutline(code, err)
	}
	if a, ok := r.Areas().Find(code); len(rows) == 0 && ok {
		rows = append(rows, areaVersion{Area: a})
	}
	var out []AreaVersion
	for i, v := range rows {
		w := AreaVersion{Area: v.Area, From: v.From, Gone: v.Gone}
		if i > 0 {
			w.Until = rows[i-1].From
		}
		if v.Act != "" {
			act, err := findAct(ctx, r.db.Read(), v.Act)
			if err != nil {
				return nil, errOutline(code, err)
			}
			w.Act = &act
		}
		out = append(out, w)
	}
	return out, nil
}

// OutlineActs are the acts that changed an area of the scope, the newest first, from before a cursor; next is "" at the end.
func (r *Register) OutlineActs(ctx context.Context, scope identity.Scope, limit int, cursor string) (out []BorderAct, next string, err error) {
	where, args := scope.SQL("o.code")
	gone, more := scope.SQL("a.area") // of what was withdrawn no outline is left
	where = "(EXISTS (SELECT 1 FROM register_outline o WHERE o.act = a.id AND " + where + ") OR a.state = 'withdrawn' AND " + gone + ")"
	args = append(args, more...)
	if cursor != "" {
		where, args = where+" AND a.id < ?", append(args, cursor)
	}
	out = []BorderAct{}
	if err := r.db.Read().NewRaw("SELECT "+actColumns+" FROM register_outline_act a WHERE "+where+" ORDER BY a.id DESC LIMIT ?", append(args, limit+1)...).Scan(ctx, &out); err != nil {
		return nil, "", errOutline("acts", err)
	}
	if len(out) > limit {
		out, next = out[:limit], out[limit-1].ID
	}
	return out, next, nil
}
