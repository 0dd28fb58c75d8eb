package govern

import (
	"context"
	"fmt"

	"anlan/internal/engine/procedure"
)

// passLine is the score, in thousandths of a point, below which an area is to be talked with. A parameter of the product.
const passLine = 60_000

// appraised proposes a talk with each area below the line. It is a draft: whoever may hold talks decides on the notice, a
// leader signs it, or it is called off.
func (s *System) appraised(ctx context.Context, t *procedure.Turn) error {
	d, err := procedure.DataOf[Appraisal](t)
	if err != nil {
		return err
	}
	for i := range d.Scores {
		x := &d.Scores[i]
		if x.Total >= passLine {
			continue
		}
		c, err := t.Engine.Start(ctx, t.Tx, machine, TalkProcedure, procedure.NewCase{
			Title: talkTitle(x.AreaName, "appraisal"), Area: x.Area, Root: t.Case.Root, Department: "grid",
			Data: Talk{Kind: "area", Name: x.AreaName, Person: "主要负责人", Reason: "appraisal", Related: t.Case.ID, Matter: x.lost(d.Month)},
			Note: map[string]string{"from": t.Case.ID, "by": t.Doer().ID},
		})
		if err != nil {
			return err
		}
		x.Talk = c.ID
	}
	return t.Case.Save(d)
}

// lost says in words where an area lost its points.
func (s AreaScore) lost(month string) string {
	text := fmt.Sprintf("%s 考核得分 %s 分，低于合格线 %s 分。", month, points(s.Total), points(passLine))
	for _, p := range s.Parts {
		if full := p.Weight * 1000; p.Points < full {
			text += fmt.Sprintf("%s %d/%d，失 %s 分；", indicatorTitle(p.Name), p.Done, p.Of, points(full-p.Points))
		}
	}
	return text
}
