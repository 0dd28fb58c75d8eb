package enforce

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"anlan/internal/base/identity"
	"anlan/internal/engine/procedure"
	"anlan/internal/law/writ"
)

// groupBig: a group of as many officers as the rules want, whom nobody counts twice, handles the case (Art. 5).
func groupBig(_ context.Context, t *procedure.Turn) error {
	least, err := t.Rules.Number("T-OFF")
	if err != nil {
		return err
	}
	members := map[string]bool{}
	for _, m := range procedure.FormOf[crimeForm](t).Group {
		if m = strings.TrimSpace(m); m != "" {
			members[m] = true
		}
	}
	if int64(len(members)) < least {
		return illegal("group-small", fmt.Sprintf("应当指定 %d 名以上行政执法人员组成专案组（现为 %d 名）", least, len(members)), fmt.Sprintf("the group has %d officers or more, not %d", least, len(members))).At("group")
	}
	return nil
}

func notInstead(_ context.Context, t *procedure.Turn) error {
	return must(procedure.FormOf[withholdForm](t).Ground != "punished", "instead", "不得以行政处罚代替移送", "a penalty is no reason not to hand over", "ground")
}

func packageWhole(_ context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[handOverForm](t)
	switch {
	case !f.Report:
		return illegal("no-report", "移送应当附有涉嫌犯罪案件情况的调查报告", "the investigation report goes with it").At("report")
	case !f.Listed:
		return illegal("no-list", "移送应当附有涉案物品清单", "the list of things goes with it").At("listed")
	}
	return must(f.Tested, "no-tests", "移送应当附有有关检验报告或者鉴定结论，没有的应当注明", "reports of tests go with it, or a word that there are none", "tested")
}

func receiptSigned(_ context.Context, t *procedure.Turn) error {
	return must(strings.TrimSpace(procedure.FormOf[handOverForm](t).Receipt) != "", "no-receipt", "公安机关应当在涉嫌犯罪案件移送书的回执上签字", "the police sign the receipt of the letter", "receipt")
}

func noticeWritten(_ context.Context, t *procedure.Turn) error {
	return must(strings.TrimSpace(procedure.FormOf[policeForm](t).Number) != "", "no-notice", "公安机关决定是否立案，应当书面通知移送案件的机关", "the police tell their decision in writing", "number")
}

func itemsReceived(_ context.Context, t *procedure.Turn) error {
	return must(strings.TrimSpace(procedure.FormOf[itemsForm](t).Receipt) != "", "no-items-receipt", "移交涉案物品和材料，应当办结交接手续", "the hand-over is receipted", "receipt")
}

// isApproved starts the day to hand over: the head approved it here, or the penalty it came from was transferred.
var isApproved = procedure.When(func(_ *procedure.Turn, c Transferred) bool { return c.Approved })

// transferOpened puts a case that was approved elsewhere where it stands.
func transferOpened(_ context.Context, t *procedure.Turn) error {
	c, err := procedure.DataOf[Transferred](t)
	if err == nil && c.Approved {
		t.Case.Stage = approved
	}
	return err
}

func (s *System) crimeReported(ctx context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[crimeForm](t)
	two, err := s.Pair(ctx, t)
	if err != nil {
		return err
	}
	return procedure.Alter(t, func(c *Transferred) error {
		c.OfficerA, c.CardA, c.OfficerB, c.CardB = two[0].Name, two[0].Certificate, two[1].Name, two[1].Certificate
		c.Group, c.To, c.Facts, c.Crime = f.Group, f.To, f.Facts, f.Crime
		return nil
	})
}

func transferApproved(_ context.Context, t *procedure.Turn) error {
	return procedure.Alter(t, func(c *Transferred) error { c.Approved = true; return nil })
}

func transferWithheld(_ context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[withholdForm](t)
	return procedure.Alter(t, func(c *Transferred) error { c.Result = "不予移送：" + f.Reason; return nil })
}

func transferPassed(_ context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[handOverForm](t)
	return procedure.Alter(t, func(c *Transferred) error { c.Receipt = f.Receipt; return nil })
}

func transferForwarded(_ context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[forwardedForm](t)
	return procedure.Alter(t, func(c *Transferred) error { c.To = f.To; return nil })
}

// policeSaid notes what the police decided.
func policeSaid(what string) procedure.Effect {
	return func(_ context.Context, t *procedure.Turn) error {
		f := procedure.FormOf[policeForm](t)
		return procedure.Alter(t, func(c *Transferred) error {
			c.Notice, c.Result = cmp.Or(f.Number, c.Notice), what
			if f.Reason != "" {
				c.Result += "：" + f.Reason
			}
			return nil
		})
	}
}

func itemsPassed(_ context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[itemsForm](t)
	return procedure.Alter(t, func(c *Transferred) error {
		c.Result += "；物品和材料已移交（" + f.Receipt + "）"
		return nil
	})
}

func transferBack(_ context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[reasonForm](t)
	return procedure.Alter(t, func(c *Transferred) error { c.Result += "；收回依法处理：" + f.Reason; return nil })
}

// transferred ends a penalty that turned out to be a crime, and begins what the rules on transfers demand from the approval
// on, in the same transaction.
func (s *System) transferred(ctx context.Context, t *procedure.Turn) error {
	f, doer := procedure.FormOf[transferForm](t), t.Doer()
	p, err := procedure.DataOf[Penalty](t)
	if err != nil {
		return err
	}
	if err := s.ended("涉嫌犯罪，移送司法机关")(ctx, t); err != nil || t.Day().Before(transferFrom) {
		return err
	}
	_, err = t.Engine.Start(ctx, t.Tx, identity.Machine("enforce"), TransferProcedure, procedure.NewCase{
		Title: "移送：" + p.Cause, Area: t.Case.Area, Root: t.Case.Root, Assignee: doer.ID, AssigneeName: doer.Name, Department: "enforcement",
		Data: Transferred{
			Sort: p.Sort, Name: p.Name, Code: p.Code, Address: p.Address, Chief: p.Chief, Phone: p.Phone, Cause: p.Cause, Facts: clip(p.Facts, 2900), Origin: t.Case.ID, Crime: f.Crime, To: f.To,
			OfficerA: p.OfficerA, CardA: p.CardA, OfficerB: p.OfficerB, CardB: p.CardB, Group: []string{p.OfficerA, p.OfficerB}, Approved: true, Lettered: true,
		},
		Note: map[string]string{"from": t.Case.ID},
	})
	return err
}

// transferWrits are the approval and the letter; a case out of a penalty has both there.
func (s *System) transferWrits() []procedure.Writ {
	who := func(_ *procedure.Turn, c Transferred) subject { return c.subject() }
	basis := transferRules + "第五条"
	letter := issued(s, "transfer-letter", "transfer-letter", nil, passing("第六条"), who, func(t *procedure.Turn, c Transferred) (any, error) {
		f := procedure.FormOf[handOverForm](t)
		return writ.TransferLetter{To: c.To, Facts: c.Facts, Crime: c.Crime, Basis: basis, Papers: f.Papers, Items: f.Things}, nil
	})
	letter.Only = procedure.When(func(_ *procedure.Turn, c Transferred) bool { return !c.Lettered })
	return []procedure.Writ{
		issued(s, "transfer-approval", "transfer-approval", nil, passing("第五条"), who, func(_ *procedure.Turn, c Transferred) (any, error) {
			return writ.TransferApproval{To: c.To, Facts: c.Facts, Crime: c.Crime, Basis: basis, Proposal: "移送" + c.To}, nil
		}),
		letter,
	}
}
