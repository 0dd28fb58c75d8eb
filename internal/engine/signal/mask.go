package signal

import (
	"context"
	"database/sql/driver"
	"fmt"
	"slices"
	"strings"
	"time"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/id"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
)

// MaskKind is what a mask stands for.
type MaskKind string

// Maintenance: planned work on points or a site. Shutdown: a site declared to be shut down, whose process alarms say nothing.
const (
	Maintenance MaskKind = "maintenance"
	Shutdown    MaskKind = "shutdown"
)

// MaxMask is the longest that a mask may last: somebody must look again.
var MaxMask = map[MaskKind]time.Duration{Maintenance: 7 * 24 * time.Hour, Shutdown: 90 * 24 * time.Hour}

// List is a list of ids, stored as JSON.
type List []string

// Value stores it.
func (l List) Value() (driver.Value, error) { return asText(len(l), []string(l)) }

// Scan reads it.
func (l *List) Scan(src any) error {
	*l = List{}
	return fromText(src, "a list", (*[]string)(l))
}

// Mask suppresses alarms by design for a time. Of a site, or of the points it names.
type Mask struct {
	ID         string        `bun:"id" json:"id"`
	Kind       MaskKind      `bun:"kind" json:"kind" enum:"maintenance,shutdown"`
	Area       string        `bun:"area" json:"area"`
	Site       string        `bun:"site" json:"site" doc:"all alarms of the site, when no points are named"`
	SiteName   string        `bun:"site_name" json:"site_name"`
	Points     List          `bun:"points" json:"points" nullable:"false"`
	From       clock.Instant `bun:"from_at" json:"from"`
	To         clock.Instant `bun:"to_at" json:"to"`
	Reason     string        `bun:"reason" json:"reason"`
	Person     string        `bun:"person" json:"-"`
	PersonName string        `bun:"person_name" json:"person"`
	CreatedAt  clock.Instant `bun:"created_at" json:"created_at"`
	EndedAt    clock.Instant `bun:"ended_at" json:"ended_at"`
	EndedName  string        `bun:"ended_name" json:"ended_by"`
	Revision   int64         `bun:"revision" json:"revision"`
	Hiding     int           `bun:"hiding" json:"hiding" doc:"alarms that it hides now"`
}

const maskColumns = "id, kind, area, site, site_name, points, from_at, to_at, reason, person, person_name, created_at, ended_at, ended_name, revision"

// on reports whether the mask is in force.
func (m *Mask) on(now time.Time) bool {
	return m.EndedAt.IsZero() && !m.From.After(now) && m.To.After(now)
}

// covers reports whether the mask hides alarms of a point of a site.
func (m *Mask) covers(p *Point, site string, safety bool) bool {
	named := slices.Contains(m.Points, p.ID)
	switch {
	case safety:
		return m.Kind == Maintenance && named
	case len(m.Points) > 0:
		return named
	}
	return m.Site == site
}

// loadMasks reads those that are not over. The caller holds turn.
func (e *Engine) loadMasks(ctx context.Context) error {
	var list []Mask
	err := e.DB.Read().NewRaw("SELECT "+maskColumns+" FROM signal_mask WHERE ended_at IS NULL AND to_at > ? ORDER BY id", clock.Now(e.Clock)).Scan(ctx, &list)
	if err != nil {
		return fmt.Errorf("load masks: %w", err)
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.masks = list
	return nil
}

// NewMask is what a person asks for: points, or a whole site by its id or by that of an element with points.
type NewMask struct {
	Kind   MaskKind
	Site   string
	Points []string
	From   clock.Instant // zero: now
	To     clock.Instant
	Reason string
}

// PutMask begins or plans a mask. It fails as Invalid for a time or place that does not do, NotFound for points outside
// the scope. All points of a mask belong to one site.
func (e *Engine) PutMask(ctx context.Context, tx *store.Tx, by identity.Subject, scope identity.Scope, n NewMask) (Mask, error) {
	now := clock.Now(e.Clock)
	if n.From.IsZero() {
		n.From = now
	}
	n.Reason = strings.TrimSpace(n.Reason)
	longest := MaxMask[n.Kind]
	switch {
	case longest == 0:
		return Mask{}, fail.Invalid("signal.mask.kind", "请选择检修或停车", "choose maintenance or shutdown").At("kind")
	case len([]rune(n.Reason)) < 2:
		return Mask{}, fail.Invalid("signal.mask.reason", "请写明理由，例如作业票号", "give the reason, as the number of the work permit").At("reason")
	case !n.To.After(n.From.Time) || !n.To.After(now.Time):
		return Mask{}, fail.Invalid("signal.mask.to", "结束时间须晚于开始时间且在将来", "the end must lie after the start and ahead").At("to")
	case n.To.Sub(n.From.Time) > longest:
		return Mask{}, fail.Invalid("signal.mask.long", fmt.Sprintf("时间过长，最多 %d 天", int(longest.Hours()/24)), fmt.Sprintf("too long: %d days at most", int(longest.Hours()/24))).At("to")
	}
	site, area, err := e.place(scope, n)
	if err != nil {
		return Mask{}, err
	}
	m := Mask{
		ID: id.New(), Kind: n.Kind, Area: area, Site: site.ID, SiteName: site.Name, Points: List(n.Points), From: n.From, To: n.To, Reason: n.Reason,
		Person: by.ID, PersonName: by.Name, CreatedAt: now, Revision: 1,
	}
	if m.Points == nil {
		m.Points = List{}
	}
	err = tx.Later(ctx, "INSERT INTO signal_mask ("+maskColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		m.ID, string(m.Kind), m.Area, m.Site, m.SiteName, m.Points, m.From, m.To, m.Reason, m.Person, m.PersonName, m.CreatedAt, m.EndedAt, "", m.Revision)
	if err != nil {
		return m, err
	}
	return m, e.noteMask(ctx, tx, by, m, "begin")
}

// place finds the site of a mask, its area, and that the person may act on all of it.
func (e *Engine) place(scope identity.Scope, n NewMask) (site Site, area string, err error) {
	e.mu.RLock()
	defer e.mu.RUnlock()
	found := false
	for _, id := range n.Points {
		t := e.trackers[id]
		if t == nil || !scope.Contains(t.point.Area) {
			return site, "", unknownPoint
		}
		if found && t.site.ID != site.ID {
			return site, "", fail.Invalid("signal.mask.sites", "一个窗口内的测点须属于同一单位", "the points of one window must belong to one site").At("points")
		}
		site, area, found = t.site, t.point.Area, true
	}
	if len(n.Points) > 0 {
		return site, area, nil
	}
	for _, p := range e.order {
		t := e.trackers[p.ID]
		if n.Site == "" || t.site.ID != n.Site && p.Element != n.Site {
			continue
		}
		if !scope.Contains(p.Area) {
			return site, "", unknownPoint
		}
		site, area, found = t.site, p.Area, true
	}
	if !found {
		return site, "", fail.Invalid("signal.mask.site", "请选择有测点的单位，或选择测点", "choose a site that has points, or choose points").At("site")
	}
	return site, area, nil
}

var unknownMask = fail.NotFound("signal.mask.unknown", "没有这个窗口，或不在您的辖区", "there is no such window in your area")

// EndMask ends a mask before its time. NotFound outside the scope; Conflict when it is over.
func (e *Engine) EndMask(ctx context.Context, tx *store.Tx, by identity.Subject, scope identity.Scope, id string) (Mask, error) {
	var list []Mask
	if err := tx.Find(ctx, &list, "SELECT "+maskColumns+" FROM signal_mask WHERE id = ?"+tx.ForUpdate(), id); err != nil {
		return Mask{}, fmt.Errorf("mask %s: %w", id, err)
	}
	if len(list) == 0 || !scope.Contains(list[0].Area) {
		return Mask{}, unknownMask
	}
	m, now := list[0], clock.Now(e.Clock)
	if !m.EndedAt.IsZero() || !m.To.After(now.Time) {
		return m, fail.Conflict("signal.mask.over", "该窗口已结束", "the window is over already")
	}
	m.EndedAt, m.EndedName = now, by.Name
	m.Revision++
	if err := tx.Later(ctx, "UPDATE signal_mask SET ended_at = ?, ended_name = ?, revision = ? WHERE id = ?", m.EndedAt, m.EndedName, m.Revision, m.ID); err != nil {
		return m, err
	}
	return m, e.noteMask(ctx, tx, by, m, "end")
}

func (e *Engine) noteMask(ctx context.Context, tx *store.Tx, by identity.Subject, m Mask, act string) error {
	_, err := e.Journal.Append(ctx, tx, journal.Entry{
		Object: "mask:" + m.ID, Area: m.Area, Actor: journal.Actor{ID: by.ID, Name: by.Name}, Action: "signal.mask." + act,
		Body: map[string]any{"kind": m.Kind, "site": m.SiteName, "points": m.Points, "from": m.From, "to": m.To, "reason": m.Reason},
	})
	return err
}

// Masks lists the masks in the scope that end after since, those that run first, each with how many alarms it hides.
func (e *Engine) Masks(ctx context.Context, scope identity.Scope, since clock.Instant) ([]Mask, error) {
	where, args := scope.SQL("area")
	out := []Mask{}
	err := e.DB.Read().NewRaw("SELECT "+maskColumns+", (SELECT count(*) FROM signal_alarm a WHERE a.hidden_by = signal_mask.id AND a.state = 'suppressed') AS hiding FROM signal_mask WHERE "+where+
		" AND to_at > ? AND (ended_at IS NULL OR ended_at > ?) ORDER BY from_at DESC, id DESC LIMIT 500", append(args, since, since)...).Scan(ctx, &out)
	if err != nil {
		return nil, fmt.Errorf("list masks: %w", err)
	}
	return out, nil
}
