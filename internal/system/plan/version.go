package plan

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
	"anlan/internal/engine/plan"
)

// The states of a version.
const (
	draft      = "draft"      // being written
	submitted  = "submitted"  // in review or approval
	issued     = "issued"     // in force
	superseded = "superseded" // a later version is in force
	withdrawn  = "withdrawn"  // abolished
)

// PlanVersion is one version of a plan without its content. Days are days of Beijing; empty for one that has not come.
type PlanVersion struct {
	Code        string        `bun:"code" json:"code"`
	Version     int64         `bun:"version" json:"version"`
	State       string        `bun:"state" json:"state" enum:"draft,submitted,issued,superseded,withdrawn"`
	Kind        string        `bun:"kind" json:"kind"`
	Title       string        `bun:"title" json:"title"`
	Unit        string        `bun:"unit" json:"unit"`
	Area        string        `bun:"area" json:"area"`
	Parent      string        `bun:"parent" json:"parent"`
	Site        string        `bun:"site" json:"site"`
	Events      string        `bun:"events" json:"events" doc:"types of events of its triggers, between commas"`
	Case        string        `bun:"case_id" json:"case" doc:"of its review, approval and filing; empty for none"`
	Number      string        `bun:"number" json:"number" doc:"of the document by which it was issued"`
	IssuedOn    string        `bun:"issued_on" json:"issued_on"`
	FiledOn     string        `bun:"filed_on" json:"filed_on"`
	FileBy      string        `bun:"file_by" json:"file_by" doc:"last day on which it may be filed"`
	ReviewBy    string        `bun:"review_by" json:"review_by" doc:"last day on which it must be evaluated again"`
	ChangedAt   clock.Instant `bun:"changed_at" json:"changed_at"`
	ChangedName string        `bun:"changed_name" json:"changed_by"`
	Revision    int64         `bun:"revision" json:"revision"`
	Demo        bool          `bun:"demo" json:"demo"`
}

// stored is a version with its content.
type stored struct {
	PlanVersion
	Content string `bun:"content" json:"-"`
}

func (v *stored) plan() (plan.EmergencyPlan, error) {
	var p plan.EmergencyPlan
	if err := json.Unmarshal([]byte(v.Content), &p); err != nil {
		return p, fmt.Errorf("plan %s version %d: %w", v.Code, v.Version, err)
	}
	return p, nil
}

const versionColumns = "code, version, state, kind, title, unit, area, parent, site, events, case_id, number, issued_on, filed_on, file_by, review_by, changed_at, changed_name, revision, demo"

var errUnknown = fail.NotFound("plan.unknown", "没有这个预案，或不在您的辖区", "there is no such plan in your area")

// versionsWhere reads versions with their content; where may end in an order.
func (s *System) versionsWhere(ctx context.Context, q store.Querier, where string, args ...any) ([]stored, error) {
	out := []stored{}
	if err := q.NewRaw("SELECT "+versionColumns+", content FROM plan_version WHERE "+where, args...).Scan(ctx, &out); err != nil {
		return nil, fmt.Errorf("plans: %w", err)
	}
	return out, nil
}

// find is a version in the scope: that of a number, or with 0 the one in force, else the newest. NotFound outside the scope.
func (s *System) find(ctx context.Context, q store.Querier, scope identity.Scope, code string, version int64) (stored, error) {
	list, err := s.versionsWhere(ctx, q, "code = ? ORDER BY CASE state WHEN 'issued' THEN 0 ELSE 1 END, version DESC", code)
	if err != nil {
		return stored{}, err
	}
	i := slices.IndexFunc(list, func(v stored) bool { return version == 0 || v.Version == version })
	if i < 0 || !scope.Contains(list[i].Area) {
		return stored{}, errUnknown
	}
	return list[i], nil
}

// columnsOf fills what lists are narrowed by from the plan.
func (v *stored) columnsOf(p plan.EmergencyPlan) error {
	raw, err := json.Marshal(p)
	if err != nil {
		return fmt.Errorf("plan %s: %w", p.Code, err)
	}
	events := map[string]bool{}
	for _, t := range p.Triggers {
		events[t.Event] = true
	}
	var list []string
	for _, e := range plan.Events {
		if events[e.Code] {
			list = append(list, e.Code)
		}
	}
	v.Code, v.Kind, v.Title, v.Unit, v.Area, v.Parent, v.Site, v.Content = p.Code, p.Kind, p.Title, p.Unit, p.Area, p.Parent, p.Site, string(raw)
	v.Events = "," + strings.Join(list, ",") + ","
	return nil
}

func (v *stored) values() []any {
	return []any{v.Code, v.Version, v.State, v.Kind, v.Title, v.Unit, v.Area, v.Parent, v.Site, v.Events, v.Case, v.Number, v.IssuedOn, v.FiledOn, v.FileBy, v.ReviewBy, v.ChangedAt, v.ChangedName, v.Revision, v.Demo, v.Content}
}

const insertVersion = "INSERT INTO plan_version (" + versionColumns + ", content)"

// put writes a version that was changed: Revision is the one that was read, 0 for a new one. Conflict says that somebody changed
// it meanwhile, or that another version of the plan is under way.
func (s *System) put(ctx context.Context, tx *store.Tx, by journal.Actor, v stored, action string) (stored, error) {
	was := v.Revision
	v.Revision, v.ChangedAt, v.ChangedName = was+1, clock.Now(s.Clock), by.Name
	query, args := insertVersion+" VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", v.values()
	if was > 0 {
		query = `UPDATE plan_version SET state = ?, kind = ?, title = ?, unit = ?, area = ?, parent = ?, site = ?, events = ?, case_id = ?, number = ?, issued_on = ?, filed_on = ?, file_by = ?,
			review_by = ?, changed_at = ?, changed_name = ?, revision = ?, content = ? WHERE code = ? AND version = ? AND revision = ?`
		args = []any{v.State, v.Kind, v.Title, v.Unit, v.Area, v.Parent, v.Site, v.Events, v.Case, v.Number, v.IssuedOn, v.FiledOn, v.FileBy, v.ReviewBy, v.ChangedAt, v.ChangedName, v.Revision, v.Content, v.Code, v.Version, was}
	}
	done, err := tx.NewRaw(query, args...).Exec(ctx)
	if store.IsUnique(err) {
		return v, fail.Conflict("plan.under-way", "该预案已有草稿或正在审批的版本，请先办完", "a version of the plan is under way already; see to that one first").At("code").Because(err)
	}
	if err != nil {
		return v, fmt.Errorf("plan %s: %w", v.Code, err)
	}
	if n, err := done.RowsAffected(); err != nil || n == 0 {
		return v, fail.Conflict("plan.changed", "预案已被他人修改，请重新打开后再改", "somebody changed the plan meanwhile; open it again").At("revision").Because(err)
	}
	_, err = s.Journal.Append(ctx, tx, journal.Entry{Object: "plan:" + v.Code, Root: v.Case, Area: v.Area, Actor: by, Action: action, Body: map[string]any{"version": v.Version, "title": v.Title, "state": v.State, "plan": json.RawMessage(v.Content)}})
	return v, err
}
