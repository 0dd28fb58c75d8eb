package enforce

import (
	"context"
	"strconv"
	"strings"

	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/identity"
	"anlan/internal/base/lang"
	"anlan/internal/engine/procedure"
	"anlan/internal/engine/procedure/discretion"
)

func decimal(n int64) string { return strconv.FormatInt(n, 10) }

// fixed is an amount in 万元 with four places.
func fixed(yuan int64) string { return strconv.FormatFloat(float64(yuan)/10_000, 'f', 4, 64) }

// DiscretionView is what the benchmark proposes in a case, and how like cases were decided.
type DiscretionView struct {
	Item     ItemView              `json:"item"`
	From     string                `json:"from" enum:"report,try,none" doc:"whose facts were taken; with none the report is not there yet and nothing is proposed"`
	Proposal *ProposalView         `json:"proposal,omitempty"`
	Moved    bool                  `json:"moved" doc:"the benchmark proposes another range today than when the report was made"`
	Amounts  []Amount              `json:"amounts" nullable:"false" doc:"fines written in the case so far"`
	Fines    []int64               `json:"fines" nullable:"false" doc:"fines of like cases in yuan: the same item, stage and grade, decided and not revoked"`
	Like     discretion.Statistics `json:"like" doc:"how the newest amount, or else the proposed one, lies among them"`
}

// ProposalView is what the benchmark and the facts come to.
type ProposalView struct {
	Outcome    discretion.Outcome `json:"outcome" enum:"punish,exempt,spare"`
	Grade      string             `json:"grade"`
	Effect     discretion.Effect  `json:"effect" enum:"neutral,lighter,heavier,mitigated,mixed,none"`
	Party      *discretion.Fine   `json:"party,omitempty"`
	Persons    *discretion.Fine   `json:"persons,omitempty" doc:"of each person directly responsible"`
	Measure    string             `json:"measure,omitempty"`
	Reason     bool               `json:"needs_reason"`
	Collective bool               `json:"needs_collective"`
	Steps      []ReasonStep       `json:"steps" nullable:"false"`
}

// ReasonStep is one line of the reasons, with the law or benchmark behind it.
type ReasonStep struct {
	Kind  string    `json:"kind" enum:"violation,stage,range,grade,effect,amount,exemption,source,needs,higher,alert"`
	Text  lang.Text `json:"text"`
	Basis string    `json:"basis,omitempty"`
}

func proposalView(p discretion.Proposal) *ProposalView {
	v := &ProposalView{Outcome: p.Outcome, Grade: p.Grade, Effect: p.Effect, Party: p.Party, Persons: p.Persons, Measure: p.Measure, Reason: p.Reason, Collective: p.Collective, Steps: []ReasonStep{}}
	for _, s := range p.Steps {
		v.Steps = append(v.Steps, ReasonStep(s))
	}
	return v
}

// Amount is a fine written in a case.
type Amount struct {
	Act   string    `json:"act" enum:"report,notify,discuss,decide"`
	Title lang.Text `json:"title"`
	Yuan  int64     `json:"yuan"`
}

type discretionInput struct {
	ID        string  `path:"id" maxLength:"64"`
	Try       bool    `query:"try" doc:"take the facts that follow instead of those of the report"`
	Factor    float64 `query:"factor" minimum:"0"`
	Overdue   bool    `query:"overdue"`
	Effects   string  `query:"effects" maxLength:"1000" doc:"circumstances, separated by commas"`
	Corrected string  `query:"corrected" enum:",yes,no"`
	HarmDone  string  `query:"harm_done" enum:",none,minor,serious"`
}

// discretionOf proposes and compares. A case that the caller may not see, or that is no penalty, is NotFound.
func (s *System) discretionOf(ctx context.Context, in *discretionInput) (*httpapi.Body[DiscretionView], error) {
	by := httpapi.SubjectOf(ctx)
	c, err := s.Procedure.Case(ctx, by, in.ID)
	if err != nil {
		return nil, err
	}
	if c.Procedure != PenaltyProcedure {
		return nil, fail.NotFound("enforce.no-discretion", "这类事项没有裁量建议", "there is no discretion in such a case")
	}
	var p Penalty
	if err := c.Load(&p); err != nil {
		return nil, err
	}
	item, err := s.Benchmark.Item(p.Item)
	if err != nil {
		return nil, err
	}
	v := DiscretionView{Item: itemView(item), From: "none", Amounts: p.amounts(), Fines: []int64{}}
	f := reportForm{Overdue: p.Overdue, Factor: p.Factor, Effects: p.Effects, Corrected: p.Corrected, HarmDone: p.HarmDone}
	switch {
	case in.Try:
		v.From = "try"
		f = reportForm{Overdue: in.Overdue, Factor: in.Factor, Corrected: in.Corrected, HarmDone: in.HarmDone}
		if in.Effects != "" {
			f.Effects = strings.Split(in.Effects, ",")
		}
	case p.Disposal != "":
		v.From = "report"
	default:
		return httpapi.OK(v), nil
	}
	prop, err := s.propose(judged{c.ID, c.Area, s.Procedure.Today(), s.Procedure.Book()}, p, &f)
	if err != nil {
		return nil, err
	}
	v.Proposal = proposalView(prop)
	if prop.Party == nil {
		return httpapi.OK(v), nil
	}
	v.Moved = v.From == "report" && (int64(p.Low) != prop.Party.Range.Min || int64(p.High) != prop.Party.Range.Max)
	if v.Fines, err = s.likeFines(ctx, by, c.ID, p.Item, f.Overdue, *prop.Party); err != nil {
		return nil, err
	}
	amount := prop.Party.Amount
	if n := len(v.Amounts); n > 0 && v.From == "report" {
		amount = v.Amounts[n-1].Yuan
	}
	v.Like = discretion.Spread(v.Fines, amount)
	return httpapi.OK(v), nil
}

// amounts are the fines that acts wrote, in their order.
func (p Penalty) amounts() []Amount {
	out := []Amount{}
	for _, a := range []Amount{
		{"report", lang.T("调查报告建议", "Proposed by the report"), int64(p.Proposed)},
		{"notify", lang.T("告知", "Told to the party"), int64(p.Told)},
		{"discuss", lang.T("集体讨论", "By the discussion"), int64(p.Agreed)},
		{"decide", lang.T("决定", "Decided"), int64(p.Fine)},
	} {
		if a.Yuan > 0 {
			out = append(out, a)
		}
	}
	return out
}

// likeMost is how many of the newest penalty cases are looked through for like ones.
const likeMost = 2000

// likeFines are the fines of like cases that the caller may see, among the newest ones.
func (s *System) likeFines(ctx context.Context, by identity.Subject, self, item string, overdue bool, fine discretion.Fine) ([]int64, error) {
	out, cursor := []int64{}, ""
	for seen := 0; seen < likeMost; {
		cases, next, err := s.Procedure.Cases(ctx, by, procedure.Filter{Procedure: PenaltyProcedure, Cursor: cursor, Limit: 200})
		if err != nil {
			return nil, err
		}
		for _, c := range cases {
			var p Penalty
			if err := c.Load(&p); err != nil {
				return nil, err
			}
			same := p.Item == item && p.Overdue == overdue && int64(p.GradeLow) == fine.Grade.Min && int64(p.GradeHigh) == fine.Grade.Max
			if same && p.Fine > 0 && !p.Revoked && c.ID != self {
				out = append(out, int64(p.Fine))
			}
		}
		if seen += len(cases); next == "" {
			break
		}
		cursor = next
	}
	return out, nil
}
