package risk

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
	"anlan/internal/engine/register"
	"anlan/internal/model/grade"
)

const pageSize = 50

type pointsInput struct {
	Area       string `query:"area" pattern:"^[0-9A-Z]{0,20}$" doc:"area prefix to stay within"`
	Risk       string `query:"risk" enum:"red,orange,yellow,blue,none" doc:"none: not graded"`
	Sector     string `query:"sector" maxLength:"40"`
	Due        string `query:"due" enum:"overdue,soon,changed,ungraded,pending"`
	Enterprise string `query:"enterprise" maxLength:"64"`
	Q          string `query:"q" maxLength:"100" doc:"part of the name, the unit or the enterprise"`
	Cursor     string `query:"cursor" maxLength:"80"`
}

// where are the conditions of a list. Removed points are in none.
func (s *System) where(ctx context.Context, in *pointsInput) (string, []any) {
	where, args := httpapi.SubjectOf(ctx).Scope(readPoints).Within(in.Area).SQL("area")
	where += " AND removed = ?"
	args = append(args, false)
	add := func(cond string, values ...any) {
		where += " AND " + cond
		args = append(args, values...)
	}
	switch in.Risk {
	case "":
	case "none":
		add("rank = 4")
	default:
		add("rank = ?", grade.Risk(in.Risk).Rank())
	}
	if in.Sector != "" {
		add("sector = ?", in.Sector)
	}
	if in.Enterprise != "" {
		add("enterprise = ?", in.Enterprise)
	}
	today := s.today()
	switch in.Due {
	case "overdue":
		add("rank < 4 AND due_on < ?", today.String())
	case "soon":
		add("rank < 4 AND due_on >= ? AND due_on <= ?", today.String(), today.Next(s.Parameters.Soon).String())
	case "changed":
		add("rank < 4 AND cause <> ''")
	case "ungraded":
		add("rank = 4")
	case "pending":
		add("EXISTS (SELECT 1 FROM risk_pending w WHERE w.point = risk_point.id)")
	}
	if q := strings.ToLower(strings.TrimSpace(in.Q)); q != "" {
		like := "%" + strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(q) + "%"
		add(`(lower(name) LIKE ? ESCAPE '\' OR lower(unit) LIKE ? ESCAPE '\' OR lower(enterprise_name) LIKE ? ESCAPE '\')`, like, like, like)
	}
	return where, args
}

// points are the points that pass the filters, the gravest first.
func (s *System) points(ctx context.Context, in *pointsInput) (*httpapi.Body[httpapi.Page[RiskPoint]], error) {
	where, args := s.where(ctx, in)
	if in.Cursor != "" {
		head, id, ok := strings.Cut(in.Cursor, ".")
		rank, err := strconv.Atoi(head)
		if !ok || err != nil {
			return nil, fail.Invalid("risk.cursor", "翻页标记无效，请从第一页重新查看", "the cursor is none; begin at the first page").At("cursor")
		}
		where, args = where+" AND (rank > ? OR rank = ? AND id > ?)", append(args, rank, rank, id)
	}
	list, err := s.pointsWhere(ctx, s.DB.Read(), "risk_point", where+" ORDER BY rank, id LIMIT ?", append(args, pageSize+1)...)
	if err != nil {
		return nil, err
	}
	page := httpapi.Page[RiskPoint]{Items: list}
	if len(list) > pageSize {
		page.Items = list[:pageSize]
		last := page.Items[pageSize-1]
		page.Next = strconv.Itoa(last.Rank) + "." + last.ID
	}
	return httpapi.OK(page), s.pending(ctx, s.DB.Read(), page.Items)
}

type pointInput struct {
	ID string `path:"id" maxLength:"64"`
	On string `query:"on" maxLength:"10" doc:"day, as 2026-03-01: the point as it stood at the end of that day; now when left out"`
}

// RiskView is one point with its working and its history.
type RiskView struct {
	Point   RiskPoint     `json:"point"`
	Content RiskContent   `json:"content"`
	Steps   []lang.Text   `json:"steps" nullable:"false" doc:"the working of the grade, a line a step"`
	History []RiskVersion `json:"history" nullable:"false" doc:"newest first"`
	Latest  bool          `json:"latest" doc:"this is how it stands now"`
}

// RiskVersion is one line of the history of a point.
type RiskVersion struct {
	Version int64         `bun:"version" json:"version"`
	At      clock.Instant `bun:"at" json:"at"`
	By      string        `bun:"by_name" json:"by"`
	Why     string        `bun:"why" json:"why"`
	Risk    grade.Risk    `bun:"risk" json:"risk" enum:",red,orange,yellow,blue"`
	Scores  string        `bun:"scores" json:"scores"`
}

func (s *System) point(ctx context.Context, in *pointInput) (*httpapi.Body[RiskView], error) {
	scope := httpapi.SubjectOf(ctx).Scope(readPoints)
	now, err := s.find(ctx, s.DB.Read(), scope, in.ID)
	if err != nil {
		return nil, err
	}
	p := now
	if in.On != "" {
		if p, err = s.on(ctx, now, in.On); err != nil {
			return nil, err
		}
	}
	v := RiskView{Point: p, Steps: []lang.Text{}, History: []RiskVersion{}, Latest: p.Version == now.Version}
	if v.Content, err = p.content(); err != nil {
		return nil, err
	}
	v.Point.propose(v.Content)
	if p.Risk != "" {
		w, err := s.workingOf(ctx, &p)
		if err != nil {
			return nil, err
		}
		v.Steps = w.Steps()
	}
	if err := s.DB.Read().NewRaw("SELECT version, at, by_name, why, risk, scores FROM risk_version WHERE id = ? ORDER BY version DESC LIMIT 500", p.ID).Scan(ctx, &v.History); err != nil {
		return nil, fmt.Errorf("history of %s: %w", p.ID, err)
	}
	list := []RiskPoint{v.Point}
	err = s.pending(ctx, s.DB.Read(), list)
	v.Point = list[0]
	return httpapi.OK(v), err
}

// on is the point as it stood at the end of a day.
func (s *System) on(ctx context.Context, p RiskPoint, day string) (RiskPoint, error) {
	d, err := calendar.ParseDate(day)
	if err != nil {
		return p, fail.Invalid("risk.day", "日期应为 2026-03-01 的格式", "a day is written as 2026-03-01").At("on")
	}
	list, err := s.pointsWhere(ctx, s.DB.Read(), "risk_version", "id = ? AND at < ? ORDER BY version DESC LIMIT 1", p.ID, clock.At(d.End()))
	if err != nil {
		return p, err
	}
	if len(list) == 0 {
		return p, fail.NotFound("risk.point.not-yet", "这一天还没有登记该风险点", "the point was not there on that day").At("on")
	}
	return list[0], nil
}

// RiskPointForm is what is entered of a point.
type RiskPointForm struct {
	Unit    string      `json:"unit" minLength:"1" maxLength:"60"`
	Name    string      `json:"name" minLength:"2" maxLength:"80"`
	Place   string      `json:"place,omitempty" maxLength:"120"`
	Kind    string      `json:"kind" enum:"facility,place,area,activity"`
	Content RiskContent `json:"content"`
}

// into puts the form into a point.
func (f *RiskPointForm) into(p *RiskPoint) error {
	f.Unit, f.Name, f.Place = strings.TrimSpace(f.Unit), strings.TrimSpace(f.Name), strings.TrimSpace(f.Place)
	if f.Unit == "" || f.Name == "" {
		return fail.Invalid("risk.point.name", "请填写风险分析单元和风险点名称", "the unit and the name are missing").At("name")
	}
	if err := f.Content.check(); err != nil {
		return err
	}
	content, err := json.Marshal(f.Content)
	p.Unit, p.Name, p.Place, p.Kind, p.Content = f.Unit, f.Name, f.Place, f.Kind, string(content)
	return err
}

type newRiskPointInput struct {
	ID   string `path:"id" maxLength:"64" doc:"enterprise"`
	Body RiskPointForm
}

// fresh is a new point of an enterprise.
func fresh(e register.Element) (RiskPoint, error) {
	var a register.Enterprise
	if err := json.Unmarshal(e.Attrs, &a); err != nil {
		return RiskPoint{}, fmt.Errorf("enterprise %s: %w", e.ID, err)
	}
	return RiskPoint{Enterprise: e.ID, EnterpriseName: e.Name, Area: e.Area, Sector: string(a.Sector)}, nil
}

func (s *System) addPoint(ctx context.Context, tx *store.Tx, in *newRiskPointInput) (*httpapi.Body[RiskPoint], error) {
	by := httpapi.SubjectOf(ctx)
	e, err := s.enterprise(ctx, by.Scope(keepPoints), in.ID)
	if err != nil {
		return nil, err
	}
	p, err := fresh(e)
	if err != nil {
		return nil, err
	}
	if err := in.Body.into(&p); err != nil {
		return nil, err
	}
	p.Why = madeOf(in.Body.Content.Suggestion)
	if err := s.write(ctx, tx, actor(by), &p, "risk.point.made"); err != nil {
		return nil, err
	}
	return httpapi.OK(p), nil
}

type changedRiskPointInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		RiskPointForm
		Version int64 `json:"version" minimum:"1" doc:"that was read"`
	}
}

// editPoint changes what is said of a point. One that has a grade is due sooner after it: the grade was given to what it was.
func (s *System) editPoint(ctx context.Context, tx *store.Tx, in *changedRiskPointInput) (*httpapi.Body[RiskPoint], error) {
	by := httpapi.SubjectOf(ctx)
	p, err := s.changing(ctx, tx, by.Scope(keepPoints), in.ID, in.Body.Version)
	if err != nil {
		return nil, err
	}
	if p.Removed {
		return nil, fail.Conflict("risk.point.removed", "该风险点已注销，请先恢复", "the point was taken out; bring it back first")
	}
	was := p
	if err := in.Body.into(&p); err != nil {
		return nil, err
	}
	if p.Unit == was.Unit && p.Name == was.Name && p.Place == was.Place && p.Kind == was.Kind && p.Content == was.Content {
		return httpapi.OK(p), nil
	}
	p.Why = changed(&was, &p)
	s.sooner(&p, "edited")
	if err := s.write(ctx, tx, actor(by), &p, "risk.point.changed"); err != nil {
		return nil, err
	}
	return httpapi.OK(p), nil
}

// sooner makes a graded point due within the days after a change; a term that ends before stays.
func (s *System) sooner(p *RiskPoint, cause string) {
	if p.Risk == "" {
		return
	}
	p.Cause = cause
	if due := s.today().Next(s.Parameters.Sooner).String(); due < p.DueOn {
		p.DueOn = due
	}
}

type riskCauseInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Version int64  `json:"version" minimum:"1"`
		Cause   string `json:"cause" enum:"process,material,site,organisation,accident,rule,danger"`
		Note    string `json:"note,omitempty" maxLength:"200"`
	}
}

// tellChange says that something changed, so that the point is assessed anew sooner.
func (s *System) tellChange(ctx context.Context, tx *store.Tx, in *riskCauseInput) (*httpapi.Body[RiskPoint], error) {
	by := httpapi.SubjectOf(ctx)
	p, err := s.changing(ctx, tx, by.Scope(keepPoints), in.ID, in.Body.Version)
	if err != nil {
		return nil, err
	}
	if p.Risk == "" || p.Removed {
		return nil, fail.Conflict("risk.point.ungraded", "该风险点尚未评定或已注销，直接评估即可", "the point has no grade, or was taken out")
	}
	p.Why = wordOf(causes, in.Body.Cause).Zh
	if note := strings.TrimSpace(in.Body.Note); note != "" {
		p.Why += "：" + note
	}
	s.sooner(&p, in.Body.Cause)
	if err := s.write(ctx, tx, actor(by), &p, "risk.point.told"); err != nil {
		return nil, err
	}
	return httpapi.OK(p), nil
}

type riskRemovalInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Version int64  `json:"version" minimum:"1"`
		Reason  string `json:"reason" minLength:"2" maxLength:"200"`
	}
}

// removePoint takes a point out of the lists; its versions stay, and it can be brought back. One that has a grade is taken out
// by somebody who may approve grades: else a red point could be made to vanish by who should mend it.
func (s *System) removePoint(ctx context.Context, tx *store.Tx, in *riskRemovalInput) (*httpapi.Body[RiskPoint], error) {
	return s.setRemoved(ctx, tx, in, true)
}

func (s *System) restorePoint(ctx context.Context, tx *store.Tx, in *riskRemovalInput) (*httpapi.Body[RiskPoint], error) {
	return s.setRemoved(ctx, tx, in, false)
}

func (s *System) setRemoved(ctx context.Context, tx *store.Tx, in *riskRemovalInput, removed bool) (*httpapi.Body[RiskPoint], error) {
	by := httpapi.SubjectOf(ctx)
	p, err := s.changing(ctx, tx, by.Scope(keepPoints), in.ID, in.Body.Version)
	if err != nil || p.Removed == removed {
		return httpapi.OK(p), err
	}
	if removed && p.Risk != "" && !by.Can(approveGrades, p.Area) {
		return nil, fail.Denied("risk.point.graded", "已评定的风险点由审核人员注销", "a point that has a grade is taken out by somebody who may approve grades")
	}
	action := "risk.point.restored"
	p.Removed, p.Why = removed, "恢复："+strings.TrimSpace(in.Body.Reason)
	if removed {
		action, p.Why = "risk.point.removed", "注销："+strings.TrimSpace(in.Body.Reason)
	}
	if err := s.write(ctx, tx, actor(by), &p, action); err != nil {
		return nil, err
	}
	return httpapi.OK(p), s.tellRegister(ctx, tx, actor(by), p.Enterprise)
}
