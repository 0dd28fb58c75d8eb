package roster

import (
	"context"
	"fmt"

	"anlan/internal/base/calendar"
	"anlan/internal/base/document"
	"anlan/internal/base/document/page"
	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/store"
	"anlan/internal/engine/duty"
)

type onDutyInput struct {
	Area string `query:"area" pattern:"^[0-9A-Z]{0,20}$" doc:"the caller's own when empty"`
	At   string `query:"at" maxLength:"40" doc:"RFC 3339; now when empty"`
}

// OnDutyList is who is on duty, with their numbers.
type OnDutyList struct {
	Items  []duty.OnDuty     `json:"items" nullable:"false"`
	Phones map[string]string `json:"phones"`
	Masked bool              `json:"masked"`
}

func (s *System) onDuty(ctx context.Context, in *onDutyInput) (*httpapi.Body[OnDutyList], error) {
	at, err := instant(in.At)
	if err != nil {
		return nil, err
	}
	who := httpapi.SubjectOf(ctx)
	scope := who.Scope(readRosters)
	if in.Area == "" && len(scope) > 0 {
		in.Area = scope[0]
	}
	if !scope.Contains(in.Area) {
		return nil, fail.NotFound("roster.place", "该区划不在你的辖区", "the area is not in yours").At("area")
	}
	out := OnDutyList{Items: s.Duty.OnDuty(in.Area, at), Masked: !who.Can(readPhones, in.Area)}
	var ids []string
	for _, d := range out.Items {
		ids = append(ids, d.Who.ID)
	}
	out.Phones, err = s.phones(ctx, out.Masked, ids)
	return httpapi.OK(out), err
}

type areaInput struct {
	Area string `query:"area" pattern:"^[0-9A-Z]{0,20}$" doc:"area prefix to stay within"`
}

func (s *System) rosters(ctx context.Context, in *areaInput) (*httpapi.Body[httpapi.Page[duty.RosterItem]], error) {
	return httpapi.OK(httpapi.Page[duty.RosterItem]{Items: s.Duty.Rosters(httpapi.SubjectOf(ctx).Scope(readRosters), in.Area)}), nil
}

type rosterBody struct {
	Area     string   `json:"area" pattern:"^[0-9A-Z]{2,20}$"`
	Unit     string   `json:"unit" minLength:"1" maxLength:"100"`
	Title    string   `json:"title" minLength:"1" maxLength:"100"`
	Pattern  string   `json:"pattern" maxLength:"20"`
	Leaders  []string `json:"leaders" nullable:"false" maxItems:"100"`
	Officers []string `json:"officers" nullable:"false" maxItems:"200"`
}

func (b rosterBody) roster() duty.Roster {
	return duty.Roster{Area: b.Area, Unit: b.Unit, Title: b.Title, Pattern: b.Pattern, Leaders: b.Leaders, Officers: b.Officers}
}

type newRosterInput struct{ Body rosterBody }

func (s *System) newRoster(ctx context.Context, tx *store.Tx, in *newRosterInput) (*httpapi.Body[duty.Roster], error) {
	who, actor := by(ctx)
	r, err := s.Duty.PutRoster(ctx, tx, actor, who.Scope(keepRosters), in.Body.roster())
	return httpapi.OK(r), err
}

type changeRosterInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		rosterBody
		Version int64 `json:"version" minimum:"1"`
	}
}

func (s *System) changeRoster(ctx context.Context, tx *store.Tx, in *changeRosterInput) (*httpapi.Body[duty.Roster], error) {
	who, actor := by(ctx)
	r := in.Body.roster()
	r.ID, r.Version = in.ID, in.Body.Version
	r, err := s.Duty.PutRoster(ctx, tx, actor, who.Scope(keepRosters), r)
	return httpapi.OK(r), err
}

type shiftsInput struct {
	ID   string `path:"id" maxLength:"64"`
	From string `query:"from" maxLength:"10" required:"true"`
	To   string `query:"to" maxLength:"10" required:"true"`
}

// RosterView is a roster with the shifts of some days, and what goes with them.
type RosterView struct {
	Roster duty.RosterItem  `json:"roster"`
	Shifts []duty.ShiftItem `json:"shifts" nullable:"false"`
	Fair   []duty.Fair      `json:"fair" nullable:"false"`
	Swaps  []duty.SwapItem  `json:"swaps" nullable:"false"`
	Notes  []duty.Note      `json:"notes" nullable:"false"`
	Mine   string           `json:"mine" doc:"the caller as a contact; empty for none"`
	Keeper bool             `json:"keeper" doc:"the caller plans this roster"`
}

func span(from, to string) (a, b calendar.Date, err error) {
	if a, err = calendar.ParseDate(from); err != nil {
		return a, b, fail.As(err).At("from")
	}
	if b, err = calendar.ParseDate(to); err != nil {
		return a, b, fail.As(err).At("to")
	}
	return a, b, nil
}

func (s *System) shifts(ctx context.Context, in *shiftsInput) (*httpapi.Body[RosterView], error) {
	from, to, err := span(in.From, in.To)
	if err != nil {
		return nil, err
	}
	who := httpapi.SubjectOf(ctx)
	scope := who.Scope(readRosters)
	var v RosterView
	if v.Roster, v.Shifts, err = s.Duty.Shifts(scope, in.ID, from, to); err != nil {
		return nil, err
	}
	v.Fair, v.Keeper = s.Duty.Fairness(v.Shifts), who.Can(keepRosters, v.Roster.Area)
	if me, ok := s.Duty.ContactOf(who.ID); ok {
		v.Mine = me.ID
	}
	if v.Swaps, err = s.Duty.Swaps(ctx, scope, in.ID); err != nil {
		return nil, err
	}
	v.Notes, err = s.Duty.Notes(ctx, scope, in.ID)
	return httpapi.OK(v), err
}

type planInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body duty.PlanSpan
}

func (s *System) plan(ctx context.Context, tx *store.Tx, in *planInput) (*httpapi.Body[httpapi.Page[duty.DutyShift]], error) {
	who, actor := by(ctx)
	made, err := s.Duty.PlanRoster(ctx, tx, actor, who.Scope(keepRosters), in.ID, in.Body)
	return httpapi.OK(httpapi.Page[duty.DutyShift]{Items: made}), err
}

type printInput struct {
	ID    string `path:"id" maxLength:"64"`
	Month string `query:"month" pattern:"^[0-9]{4}-[0-9]{2}$" required:"true"`
}

var weekdays = []string{"日", "一", "二", "三", "四", "五", "六"}

var dayKinds = map[string]string{duty.Weekend: "周末", duty.Holiday: "节假日"}

// print sets the roster of a month as a table, one line a day.
func (s *System) print(ctx context.Context, in *printInput) (*httpapi.Sheet, error) {
	r, table, err := s.monthTable(ctx, in)
	if err != nil {
		return nil, err
	}
	widths, rows := []int{5, 3, 4, 9, 3}, []document.Row{}
	for i, line := range table {
		row := document.Row{}
		for k, text := range line {
			row = append(row, document.Cell{Width: widths[k], Label: i == 0, Text: text})
		}
		rows = append(rows, row)
	}
	doc := document.Doc{Layout: document.Form, Issuer: r.Unit, Title: fmt.Sprintf("%s（%s）", r.Title, in.Month), Blocks: []document.Block{document.Table(rows...)}, Mark: s.Mark}
	b, err := page.Render(doc)
	if err != nil {
		return nil, err
	}
	return httpapi.NewSheet(b, page.Policy()), nil
}

func slotName(p duty.Pattern, slot string) string {
	for _, x := range p.Officers {
		if x.Name == slot && len(p.Officers) > 1 {
			return x.Title.Zh + " "
		}
	}
	return ""
}

type swapInput struct {
	Body struct {
		Shift  string `json:"shift" maxLength:"64"`
		Other  string `json:"other,omitempty" maxLength:"64" doc:"the shift that is given for it; empty for none"`
		Taker  string `json:"taker,omitempty" maxLength:"64" doc:"contact, when no other shift is given"`
		Reason string `json:"reason" minLength:"1" maxLength:"200"`
	}
}

func (s *System) askSwap(ctx context.Context, tx *store.Tx, in *swapInput) (*httpapi.Body[duty.Swap], error) {
	who := httpapi.SubjectOf(ctx)
	b := in.Body
	w, err := s.Duty.AskSwap(ctx, tx, who, who.Scope(readRosters), who.Scope(keepRosters), duty.Swap{Shift: b.Shift, Other: b.Other, Taker: b.Taker, Reason: b.Reason})
	return httpapi.OK(w), err
}

type moveInput struct {
	ID   string `path:"id" maxLength:"64"`
	Move string `path:"move" enum:"accepted,refused,withdrawn,approved"`
}

func (s *System) moveSwap(ctx context.Context, tx *store.Tx, in *moveInput) (*httpapi.Body[duty.Swap], error) {
	who := httpapi.SubjectOf(ctx)
	w, err := s.Duty.MoveSwap(ctx, tx, who, who.Scope(readRosters), who.Scope(keepRosters), in.ID, in.Move)
	return httpapi.OK(w), err
}

type noteInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Note string `json:"note" maxLength:"2000"`
	}
}

func (s *System) giveNote(ctx context.Context, tx *store.Tx, in *noteInput) (*httpapi.Body[duty.Note], error) {
	who := httpapi.SubjectOf(ctx)
	n, err := s.Duty.GiveNote(ctx, tx, who, who.Scope(readRosters), who.Scope(keepRosters), in.ID, in.Body.Note)
	return httpapi.OK(n), err
}

func (s *System) takeNote(ctx context.Context, tx *store.Tx, in *noteInput) (*httpapi.Body[duty.Note], error) {
	who := httpapi.SubjectOf(ctx)
	n, err := s.Duty.TakeNote(ctx, tx, who, who.Scope(readRosters), who.Scope(keepRosters), in.ID, in.Body.Note)
	return httpapi.OK(n), err
}

func (s *System) testings(ctx context.Context, _ *struct{}) (*httpapi.Body[httpapi.Page[duty.Testing]], error) {
	items, err := s.Duty.Testings(ctx, httpapi.SubjectOf(ctx).Scope(ReadCalls))
	return httpapi.OK(httpapi.Page[duty.Testing]{Items: items}), err
}

type testingInput struct {
	Area string `path:"area" pattern:"^[0-9A-Z]{2,20}$"`
	Body struct {
		Day     int   `json:"day" minimum:"1" maximum:"28"`
		Hour    int   `json:"hour" minimum:"0" maximum:"23"`
		Running bool  `json:"running"`
		Version int64 `json:"version" minimum:"0" doc:"0 for a new one"`
	}
}

func (s *System) putTesting(ctx context.Context, tx *store.Tx, in *testingInput) (*httpapi.Body[duty.Testing], error) {
	who, actor := by(ctx)
	b := in.Body
	t, err := s.Duty.PutTesting(ctx, tx, actor, who.Scope(startCalls), duty.Testing{Area: in.Area, Day: b.Day, Hour: b.Hour, Running: b.Running, Version: b.Version})
	return httpapi.OK(t), err
}
