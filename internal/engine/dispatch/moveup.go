package dispatch

import (
	"context"
	"fmt"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/id"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
)

// MoveUp is a team that stands in for another zone until a moment. It counts there and starts from there.
type MoveUp struct {
	ID      string        `bun:"id" json:"id"`
	Force   string        `bun:"force_id" json:"force"`
	Name    string        `bun:"name" json:"name"`
	Area    string        `bun:"area" json:"-"`
	From    string        `bun:"from_zone" json:"from"`
	To      string        `bun:"to_zone" json:"to"`
	Lon     float64       `bun:"lon" json:"lon"`
	Lat     float64       `bun:"lat" json:"lat"`
	Since   clock.Instant `bun:"since" json:"since"`
	Until   clock.Instant `bun:"until" json:"until"`
	EndedAt clock.Instant `bun:"ended_at" json:"ended_at"`
	How     string        `bun:"how" json:"how" enum:"released,expired,"`
	Reason  string        `bun:"reason" json:"reason"`
	Person  string        `bun:"person" json:"-"`
	By      string        `bun:"person_name" json:"by"`
	EndedBy string        `bun:"ended_name" json:"ended_by"`
}

const moveColumns = "id, force_id, name, area, from_zone, to_zone, lon, lat, since, until, ended_at, how, reason, person, person_name, ended_name"

// Moves are the teams that stand in for another zone now, the newest first.
func (e *Engine) Moves(ctx context.Context) ([]MoveUp, error) {
	out := []MoveUp{}
	err := e.DB.Read().NewRaw("SELECT "+moveColumns+" FROM dispatch_move WHERE ended_at IS NULL AND until > ? ORDER BY since DESC, id DESC", e.now()).Scan(ctx, &out)
	return out, wrapped("teams that moved up", err)
}

// Move lets a team stand in for another zone until a moment. Conflict says that it is not ready, stands in for a zone
// already, or that its own zone would fall below a minimum: then another team must go, or the minimum be lowered first.
func (e *Engine) Move(ctx context.Context, tx *store.Tx, by journal.Actor, f Force, zone string, until clock.Instant, reason string) (MoveUp, error) {
	s, err := e.Situation(ctx)
	if err != nil {
		return MoveUp{}, err
	}
	to, m := s.zone(zone), MoveUp{ID: id.New(), Force: f.ID, Name: f.Name, Area: f.Area, From: f.Zone, To: zone, Since: e.now(), Until: until, Reason: reason, Person: by.ID, By: by.Name}
	if err := movable(s, f, to, m); err != nil {
		return m, err
	}
	m.Lon, m.Lat = to.Lon, to.Lat
	if err := e.expire(ctx, tx, f.ID, m.Since); err != nil {
		return m, err
	}
	r, err := tx.NewRaw("INSERT INTO dispatch_move ("+moveColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (force_id) WHERE ended_at IS NULL DO NOTHING",
		m.ID, m.Force, m.Name, m.Area, m.From, m.To, m.Lon, m.Lat, m.Since, m.Until, m.EndedAt, m.How, m.Reason, m.Person, m.By, m.EndedBy).Exec(ctx)
	if err != nil {
		return m, fmt.Errorf("move %s: %w", f.ID, err)
	}
	if n, err := r.RowsAffected(); err != nil || n == 0 {
		if err != nil {
			return m, fmt.Errorf("move %s: %w", f.ID, err)
		}
		return m, errMoved(f)
	}
	return m, e.tell(ctx, tx, by, Notice{Force: f.ID, Action: "dispatch.moved"}, f.Area, "", m)
}

func errMoved(f Force) error {
	return fail.Conflict("dispatch.moved", f.Name+"已在其他战区补位", f.Name+" stands in for another zone already")
}

// movable refuses a team that must not move up.
func movable(s *Situation, f Force, to *ZoneCover, m MoveUp) error {
	switch {
	case to == nil:
		return errNoZone
	case f.Kind != Team:
		return fail.Invalid("dispatch.not-a-team", "只有救援队伍可以跨战区补位", "only teams move up").At("force")
	case !m.Until.After(m.Since.Time):
		return fail.Invalid("dispatch.until", "补位截止时间应晚于现在", "it moves up until a later moment than now").At("until")
	case f.Zone == to.Zone:
		return fail.Conflict("dispatch.same-zone", f.Name+"已在该战区", f.Name+" stands in that zone")
	case f.Move != nil:
		return errMoved(f)
	case f.State != Ready:
		return fail.Conflict("dispatch.not-ready", f.Name+"目前不能调动："+f.Reason.Zh, f.Name+" cannot move: "+f.Reason.En)
	}
	if c, ok := s.without(f); ok {
		return fail.Conflict("dispatch.cover", fmt.Sprintf("调走后%s的%s剩 %d 支，低于下限 %d 支；请选择其他队伍", s.zone(f.Zone).Title.Zh, c.SortTitle.Zh, c.Have-1, c.Minimum),
			fmt.Sprintf("%s would keep %d of %s, below its minimum of %d; choose another team", s.zone(f.Zone).Title.En, c.Have-1, c.SortTitle.En, c.Minimum))
	}
	return nil
}

// MoveUp is one move; NotFound when there is none.
func (e *Engine) MoveUp(ctx context.Context, q store.Querier, move string) (MoveUp, error) {
	var list []MoveUp
	if err := q.NewRaw("SELECT "+moveColumns+" FROM dispatch_move WHERE id = ?", move).Scan(ctx, &list); err != nil {
		return MoveUp{}, fmt.Errorf("move %s: %w", move, err)
	}
	if len(list) == 0 {
		return MoveUp{}, fail.NotFound("dispatch.move-unknown", "没有这条补位记录", "there is no such move")
	}
	return list[0], nil
}

// GoBack ends a move: the team stands in its own zone again. One that ended already stays as it is.
func (e *Engine) GoBack(ctx context.Context, tx *store.Tx, by journal.Actor, m MoveUp) (MoveUp, error) {
	m.EndedAt, m.How, m.EndedBy = e.now(), Released, by.Name
	r, err := tx.NewRaw("UPDATE dispatch_move SET ended_at = ?, how = ?, ended_name = ? WHERE id = ? AND ended_at IS NULL", m.EndedAt, m.How, m.EndedBy, m.ID).Exec(ctx)
	if err != nil {
		return m, fmt.Errorf("end move %s: %w", m.ID, err)
	}
	if n, err := r.RowsAffected(); err != nil || n == 0 {
		if err != nil {
			return m, fmt.Errorf("end move %s: %w", m.ID, err)
		}
		return e.MoveUp(ctx, tx, m.ID)
	}
	return m, e.tell(ctx, tx, by, Notice{Force: m.Force, Action: "dispatch.went-back"}, m.Area, "", m)
}
