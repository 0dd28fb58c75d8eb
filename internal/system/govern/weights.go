package govern

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"

	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/identity"
	"anlan/internal/base/lang"
	"anlan/internal/engine/procedure"
)

// WeightsProcedure is how weights are published: proposed by one, put in force by another.
const WeightsProcedure = "govern.weights"

const (
	proposed = "proposed"
	inForce  = "in-force"
	rejected = "rejected"
)

// Weights is what a case of weights holds.
type Weights struct {
	Title string            `json:"title" title:"版本名称|Name of the version" list:"1"`
	From  string            `json:"from" title:"施行日期|In force from" format:"date" list:"1"`
	Items []IndicatorWeight `json:"items" title:"权重|Weights"`
	Basis string            `json:"basis" title:"依据和说明|Basis" max:"1000" format:"text"`
}

// weightForm is the weight of one indicator as it is proposed.
type weightForm struct {
	Name   string `json:"name" title:"指标|Indicator" enum:"rounds=巡查按时率|Rounds in time;dangers=隐患整改按期率|Rectification in time;supervision=督办按期率|Supervision in time;posts=责任岗位健全率|Posts in order;calls=叫应应答率|Calls answered;checks=四方核查得分率|Scores of four-party checks"`
	Weight int    `json:"weight" title:"权重|Weight" min:"0" max:"100" unit:"%"`
}

// weightsForm proposes weights.
type weightsForm struct {
	Area  string       `json:"area" title:"考核地区（市级区划代码）|Area of the city" pattern:"^[0-9]{4}$"`
	Title string       `json:"title" title:"版本名称|Name of the version" max:"100"`
	From  string       `json:"from" title:"施行日期|In force from" format:"date"`
	Items []weightForm `json:"items" title:"权重|Weights"`
	Basis string       `json:"basis" title:"依据和说明|Basis" max:"1000" format:"text"`
}

// Validate wants each indicator once and a hundred percent in all.
func (f *weightsForm) Validate() error {
	seen, sum := map[string]bool{}, 0
	for _, w := range f.Items {
		if seen[w.Name] {
			return fail.Invalid("govern.weights.twice", "同一指标只能有一个权重", "an indicator has one weight").At("items")
		}
		seen[w.Name] = true
		sum += w.Weight
	}
	if sum != 100 {
		return fail.Invalid("govern.weights.sum", "权重合计应为 100%，现为 "+strconv.Itoa(sum)+"%", "the weights add up to 100 %, not to "+strconv.Itoa(sum)+" %").At("items")
	}
	return nil
}

// NewCase makes the case.
func (f *weightsForm) NewCase(identity.Subject) procedure.NewCase {
	d := Weights{Title: f.Title, From: f.From, Basis: f.Basis}
	for _, w := range f.Items {
		d.Items = append(d.Items, IndicatorWeight(w))
	}
	return procedure.NewCase{Title: "考核权重：" + f.Title, Area: f.Area, Department: "grid", Data: d}
}

func (s *System) weightsProcedure() procedure.Definition {
	who := procedure.Who{Permission: "govern.weights.enact"}
	return procedure.Definition{
		Name: WeightsProcedure, Version: 1, Title: lang.T("考核权重", "Weights of appraisal"), From: calendar.Day(2020, 1, 1),
		Read: readAppraisals, Open: "govern.weights.propose", Start: proposed, Data: Weights{}, Filing: weightsForm{},
		Stages: []procedure.Stage{
			{Name: proposed, Title: lang.T("待批准", "Proposed"), Todo: lang.T("审查并批准施行", "Review and put in force")},
			{Name: inForce, Title: lang.T("已施行", "In force"), Final: true},
			{Name: rejected, Title: lang.T("未批准", "Rejected"), Final: true},
		},
		Acts: []procedure.Act{
			{
				Name: "enact", Title: lang.T("批准施行", "Put in force"), From: []string{proposed}, To: inForce, Who: who, Form: opinionForm{}, Do: s.enacted, Tone: procedure.Next,
				Guards: []procedure.Guard{
					{Name: "another", Title: lang.T("提出人不得批准", "not by who proposed it"), Check: anotherThanOpener},
					{Name: "to-come", Title: lang.T("施行日期不早于今天", "from today on"), Check: procedure.Checking(func(t *procedure.Turn, d Weights) error { return coming(t, d.From, "from") })},
				},
			},
			{Name: "reject", Title: lang.T("不予批准", "Reject"), From: []string{proposed}, To: rejected, Who: who, Form: reasonForm{}, Tone: procedure.Danger, Guards: []procedure.Guard{{Name: "another", Title: lang.T("提出人不得审批", "not by who proposed it"), Check: anotherThanOpener}}},
		},
	}
}

func anotherThanOpener(_ context.Context, t *procedure.Turn) error {
	return must(t.By.ID != t.Case.OpenedBy, "same-person", "权重由一人提出、另一人批准", "weights are proposed by one and put in force by another", "")
}

// enacted keeps the version for appraisals to come.
func (s *System) enacted(ctx context.Context, t *procedure.Turn) error {
	d, err := procedure.DataOf[Weights](t)
	if err != nil {
		return err
	}
	items, err := json.Marshal(d.Items)
	if err != nil {
		return err
	}
	_, err = t.Tx.NewRaw("INSERT INTO govern_weights (case_id, title, from_day, items, by_name, enacted_at) VALUES (?, ?, ?, ?, ?, ?)", t.Case.ID, d.Title, d.From, string(items), t.Doer().Name, t.Now).Exec(ctx)
	return err
}

// WeightsVersion is a version of weights that was put in force. Case is empty for the built-in one.
type WeightsVersion struct {
	Case    string            `bun:"case_id" json:"case"`
	Title   string            `bun:"title" json:"title"`
	From    string            `bun:"from_day" json:"from"`
	Raw     string            `bun:"items" json:"-"`
	ByName  string            `bun:"by_name" json:"by_name"`
	Enacted clock.Instant     `bun:"enacted_at" json:"enacted_at"`
	Items   []IndicatorWeight `bun:"-" json:"items" nullable:"false"`
}

// versions are those in force from a day until at the latest, the newest first, and the built-in one.
func (s *System) versions(ctx context.Context, until string) ([]WeightsVersion, error) {
	var out []WeightsVersion
	err := s.DB.Read().NewRaw("SELECT case_id, title, from_day, items, by_name, enacted_at FROM govern_weights WHERE from_day <= ? ORDER BY from_day DESC, enacted_at DESC", until).Scan(ctx, &out)
	if err != nil {
		return nil, fmt.Errorf("weights: %w", err)
	}
	for i := range out {
		if err := json.Unmarshal([]byte(out[i].Raw), &out[i].Items); err != nil {
			return nil, fmt.Errorf("weights %s: %w", out[i].Case, err)
		}
	}
	return append(out, WeightsVersion{Title: "缺省权重（构造）", From: "2020-01-01", Items: builtIn()}), nil
}
