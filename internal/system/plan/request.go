package plan

import (
	"context"
	"fmt"

	"anlan/internal/base/bus"
	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
	"anlan/internal/engine/plan"
)

// planAsked is the event by which the assessment of an incident asks a plan for a change; RequestSettled is the one by which it is
// answered.
const (
	planAsked      bus.Type = "after.plan.asked"
	RequestSettled bus.Type = "plan.request.settled"
)

// askedNews is what the event says.
type askedNews struct {
	Finding   string `json:"finding"`
	Incident  string `json:"incident"`
	Title     string `json:"title"`
	Plan      string `json:"plan"`
	Item      string `json:"item"`
	Text      string `json:"text"`
	Due       string `json:"due"`
	Withdrawn bool   `json:"withdrawn"`
}

// settledNews is the answer.
type settledNews struct {
	Finding string `json:"finding"`
	Text    string `json:"text"`
}

// The states of a request.
const (
	requestOpen      = "open"
	requestRevised   = "revised"
	requestDeclined  = "declined"
	requestWithdrawn = "withdrawn"
)

// PlanRequest is a change that is asked of a plan. Its id is that of the finding that asks.
type PlanRequest struct {
	ID            string        `bun:"id" json:"id"`
	Code          string        `bun:"code" json:"plan"`
	Item          string        `bun:"item" json:"item" doc:"path: tasks/T2; empty for the plan as a whole"`
	Text          string        `bun:"text" json:"text"`
	IncidentTitle string        `bun:"incident_title" json:"incident_title"`
	Due           string        `bun:"due_on" json:"due_on"`
	At            clock.Instant `bun:"asked_at" json:"asked_at"`
	State         string        `bun:"state" json:"state" enum:"open,revised,declined,withdrawn"`
	SettledAt     clock.Instant `bun:"settled_at" json:"settled_at"`
	SettledName   string        `bun:"settled_name" json:"settled_by"`
	Version       int64         `bun:"version" json:"version" doc:"of the plan in force when it was asked; of the one that answers it when it was revised"`
	Note          string        `bun:"note" json:"note"`
}

const requestColumns = "id, code, item, text, incident_title, due_on, asked_at, state, settled_at, settled_name, version, note"

// asked keeps a request, or takes it back when its finding was dropped. One that was answered stays so.
func (s *System) asked(ctx context.Context, tx *store.Tx, e bus.Event, n askedNews) error {
	now := clock.Now(s.Clock)
	if n.Withdrawn {
		_, err := tx.NewRaw("UPDATE plan_request SET state = ?, changed_at = ? WHERE id = ? AND state = ?", requestWithdrawn, now, n.Finding, requestOpen).Exec(ctx)
		if err != nil {
			return fmt.Errorf("request %s: %w", n.Finding, err)
		}
		return nil
	}
	var version int64
	if err := tx.NewRaw("SELECT COALESCE(MAX(version), 0) FROM plan_version WHERE code = ? AND state = ?", n.Plan, issued).Scan(ctx, &version); err != nil {
		return fmt.Errorf("request %s: %w", n.Finding, err)
	}
	_, err := tx.NewRaw("INSERT INTO plan_request ("+requestColumns+", incident, changed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL, '', ?, '', ?, ?) ON CONFLICT (id) DO NOTHING",
		n.Finding, n.Plan, n.Item, n.Text, n.Title, n.Due, e.At, requestOpen, version, n.Incident, now).Exec(ctx)
	if err != nil {
		return fmt.Errorf("request %s: %w", n.Finding, err)
	}
	return nil
}

func requestsWhere(ctx context.Context, q store.Querier, where string, args ...any) ([]PlanRequest, error) {
	out := []PlanRequest{}
	if err := q.NewRaw("SELECT "+requestColumns+" FROM plan_request WHERE "+where+" ORDER BY asked_at DESC, id DESC", args...).Scan(ctx, &out); err != nil {
		return nil, fmt.Errorf("requests: %w", err)
	}
	return out, nil
}

// askedOf are the open requests by plan, for the linter.
func askedOf(ctx context.Context, q store.Querier) (map[string][]plan.AskedChange, error) {
	list, err := requestsWhere(ctx, q, "state = ?", requestOpen)
	out := map[string][]plan.AskedChange{}
	for _, r := range list {
		out[r.Code] = append(out[r.Code], plan.AskedChange{ID: r.ID, Item: r.Item, Text: r.Text, After: r.IncidentTitle, Due: day(r.Due)})
	}
	return out, err
}

// PlanRequests are what is asked of a plan, the newest first.
type PlanRequests struct {
	Items []PlanRequest `json:"items" nullable:"false"`
	May   bool          `json:"may_settle"`
}

type requestsInput struct {
	Code string `path:"code" maxLength:"40"`
}

func (s *System) requests(ctx context.Context, in *requestsInput) (*httpapi.Body[PlanRequests], error) {
	by := httpapi.SubjectOf(ctx)
	v, err := s.find(ctx, s.DB.Read(), by.Scope(readPlans), in.Code, 0)
	if err != nil {
		return nil, err
	}
	list, err := requestsWhere(ctx, s.DB.Read(), "code = ?", v.Code)
	return httpapi.OK(PlanRequests{list, by.Can(writePlans, v.Area)}), err
}

type planAnswerInput struct {
	Code string `path:"code" maxLength:"40"`
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		How  string `json:"how" enum:"revised,declined" doc:"revised: the version in force answers it"`
		Note string `json:"note" minLength:"2" maxLength:"400" doc:"what was changed, or why it was not"`
	}
}

// settle answers a request. Revised wants a version that was issued after the request was made; declined wants a reason.
func (s *System) settle(ctx context.Context, tx *store.Tx, in *planAnswerInput) (*httpapi.Body[PlanRequests], error) {
	by := httpapi.SubjectOf(ctx)
	v, err := s.find(ctx, tx, by.Scope(writePlans), in.Code, 0)
	if err != nil {
		return nil, err
	}
	list, err := requestsWhere(ctx, tx, "code = ? AND id = ?", v.Code, in.ID)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, fail.NotFound("plan.request.unknown", "没有这条修订建议", "there is no such request")
	}
	r := list[0]
	if r.State != requestOpen {
		return nil, fail.Conflict("plan.request.settled", "该建议已由"+r.SettledName+"答复", "it was settled by "+r.SettledName)
	}
	text := "不采纳：" + in.Body.Note
	if in.Body.How == requestRevised {
		if v.State != issued || v.Version <= r.Version {
			return nil, fail.Illegal("plan.request.not-issued", "提出建议以后还没有印发新版预案；请先修订并印发", "no version was issued since it was asked; revise and issue one first").At("how")
		}
		r.Version, text = v.Version, fmt.Sprintf("已修订（第 %d 版）：%s", v.Version, in.Body.Note)
	}
	r.State, r.SettledName, r.Note, r.SettledAt = in.Body.How, by.Name, in.Body.Note, clock.Now(s.Clock)
	done, err := tx.NewRaw("UPDATE plan_request SET state = ?, settled_at = ?, settled_name = ?, version = ?, note = ?, changed_at = ? WHERE id = ? AND state = ?", r.State, r.SettledAt, r.SettledName, r.Version, r.Note, r.SettledAt, r.ID, requestOpen).Exec(ctx)
	if err != nil {
		return nil, fmt.Errorf("request %s: %w", r.ID, err)
	}
	if n, err := done.RowsAffected(); err != nil || n == 0 {
		return nil, fail.Conflict("plan.request.settled", "该建议刚刚已被答复", "it was settled at this moment").Because(err)
	}
	if _, err := s.Journal.Append(ctx, tx, journal.Entry{Object: "plan:" + v.Code, Root: r.ID, Area: v.Area, Actor: actor(by), Action: "plan.request.settled", Body: map[string]any{"request": r.ID, "how": r.State, "version": r.Version, "text": text}}); err != nil {
		return nil, err
	}
	if err := s.Bus.EmitValue(ctx, tx, bus.Event{Type: RequestSettled, Area: v.Area, Object: r.ID, Permission: readPlans}, settledNews{r.ID, text}); err != nil {
		return nil, err
	}
	all, err := requestsWhere(ctx, tx, "code = ?", v.Code)
	return httpapi.OK(PlanRequests{all, true}), err
}

// Titled is the title of a plan in force within the scope, "" for none.
func (s *System) Titled(ctx context.Context, scope identity.Scope, code string) (string, error) {
	v, err := s.find(ctx, s.DB.Read(), scope, code, 0)
	if fail.KindOf(err) == fail.KindNotFound || err == nil && v.State != issued {
		return "", nil
	}
	return v.Title, err
}
