package fourparty

import (
	"context"
	"fmt"
	"slices"

	"anlan/internal/base/fail"
	"anlan/internal/base/store"
	"anlan/internal/engine/procedure"
)

func illegal(code, zh, en string) *fail.Error { return fail.Illegal("fourparty."+code, zh, en) }

// allIn says that all four parties have handed in.
func allIn(sheets []Sheet) bool {
	return len(sheets) == len(Parties) && !slices.ContainsFunc(sheets, func(x Sheet) bool { return x.State != HandedIn })
}

func (s *System) allHandedIn(ctx context.Context, t *procedure.Turn) error {
	d, err := procedure.DataOf[Check](t)
	if err != nil {
		return err
	}
	sheets, err := sheetsOf(ctx, t.Tx, d.Unit, "")
	if err != nil || allIn(sheets) {
		return err
	}
	waits := ""
	for _, x := range sheets {
		if x.State != HandedIn {
			waits += "、" + PartyTitles[x.Party].Zh
		}
	}
	return illegal("not-all-in", "尚未提交打分："+string([]rune(waits)[min(1, len([]rune(waits))):]), "not all parties have handed in")
}

func (s *System) notAParty(ctx context.Context, t *procedure.Turn) error {
	d, err := procedure.DataOf[Check](t)
	if err != nil {
		return err
	}
	sheets, err := sheetsOf(ctx, t.Tx, d.Unit, "")
	if err != nil {
		return err
	}
	for _, x := range sheets {
		if x.Person == t.By.ID {
			return illegal("own-difference", "您代表“"+PartyTitles[x.Party].Zh+"”打了分，差异应由没有参加打分的人认定", "you scored for a party; a difference is settled by somebody who did not")
		}
	}
	return nil
}

func differenceOpen(_ context.Context, t *procedure.Turn) error {
	d, err := procedure.DataOf[Check](t)
	if err != nil {
		return err
	}
	f := procedure.FormOf[settleForm](t)
	c := d.find(f.Item)
	switch {
	case c == nil || !c.Differs:
		return illegal("no-difference", "第 "+f.Item+" 项没有需要认定的差异", "item "+f.Item+" has no difference to settle").At("item")
	case c.Agreed != nil:
		return illegal("settled", "第 "+f.Item+" 项已由"+c.Agreed.By+"认定", "item "+f.Item+" was settled by "+c.Agreed.By).At("item")
	case f.None && f.Count > 0:
		return illegal("none", "不涉及的项目不扣分", "what does not apply takes nothing off").At("count")
	case c.Mode != Each && f.Count > 1:
		return illegal("once", "此项只认定有（1）或没有（0）", "it is there (1) or not (0)").At("count")
	}
	return nil
}

// followClosed wants the case of the findings to be over.
func followClosed(ctx context.Context, t *procedure.Turn) error {
	d, err := procedure.DataOf[Check](t)
	if err != nil {
		return err
	}
	c, err := t.Engine.Case(ctx, machine, d.Follow)
	if err != nil {
		return err
	}
	if !c.Closed {
		return illegal("follows", "“"+c.Title+"”尚未办结（"+t.Engine.Stage(c).Title.Zh+"）", "“"+c.Title+"” is not closed yet")
	}
	return nil
}

// itemsOf are the items of the programme of a case.
func itemsOf(ctx context.Context, q store.Querier, programmeID string) ([]CheckItem, error) {
	var p Programme
	if err := q.NewRaw("SELECT "+programmeColumns+" FROM fourparty_programme WHERE id = ?", programmeID).Scan(ctx, &p); err != nil {
		return nil, fmt.Errorf("items of %s: %w", programmeID, err)
	}
	return p.items()
}

// compared puts the marks of the parties into the case.
func (s *System) compared(ctx context.Context, t *procedure.Turn) error {
	d, err := procedure.DataOf[Check](t)
	if err != nil {
		return err
	}
	items, err := itemsOf(ctx, t.Tx, d.Programme)
	if err != nil {
		return err
	}
	sheets, err := sheetsOf(ctx, t.Tx, d.Unit, "")
	if err != nil {
		return err
	}
	marks, hashes := map[string][]Mark{}, map[string]string{}
	for _, x := range sheets {
		if marks[x.Party], err = x.marks(); err != nil {
			return err
		}
		hashes[x.Party] = x.Hash
	}
	t.Note(map[string]any{"sheets": hashes})
	d.Compared = Compare(items, marks, d.Tolerance)
	return s.ended(ctx, t, &d)
}

// settled puts what was agreed into the case.
func (s *System) settled(ctx context.Context, t *procedure.Turn) error {
	d, err := procedure.DataOf[Check](t)
	if err != nil {
		return err
	}
	items, err := itemsOf(ctx, t.Tx, d.Programme)
	if err != nil {
		return err
	}
	f := procedure.FormOf[settleForm](t)
	c := d.find(f.Item)
	at := slices.IndexFunc(items, func(i CheckItem) bool { return i.No == f.Item })
	if c == nil || at < 0 {
		return illegal("no-difference", "没有第 "+f.Item+" 项", "there is no item "+f.Item).At("item")
	}
	c.settle(items[at], Agreed{Count: f.Count, None: f.None, Reason: f.Reason, By: t.By.Name, On: t.Day().String()})
	return s.ended(ctx, t, &d)
}

// ended counts the score once nothing waits, and opens what tracks the findings.
func (s *System) ended(ctx context.Context, t *procedure.Turn, d *Check) error {
	if d.open() > 0 {
		return t.Case.Save(d)
	}
	d.Score, d.Vetoed = Total(d.Compared)
	d.SettledOn = t.Day().String()
	f, err := s.found(ctx, t.Tx, t.Case, d)
	if err != nil {
		return err
	}
	if len(f.Items) > 0 {
		if d.Follow, err = s.Follow(ctx, t.Tx, f); err != nil {
			return err
		}
	}
	if _, err := t.Tx.NewRaw("UPDATE fourparty_unit SET score = ?, settled_at = ? WHERE id = ?", d.Score, t.Now, d.Unit).Exec(ctx); err != nil {
		return fmt.Errorf("score of %s: %w", d.Unit, err)
	}
	return t.Case.Save(d)
}

// calledOff closes the sheets that were not handed in.
func (s *System) calledOff(ctx context.Context, t *procedure.Turn) error {
	d, err := procedure.DataOf[Check](t)
	if err != nil {
		return err
	}
	if _, err := t.Tx.NewRaw("UPDATE fourparty_sheet SET state = ? WHERE unit = ? AND state = ?", Void, d.Unit, Open).Exec(ctx); err != nil {
		return fmt.Errorf("call off %s: %w", d.Unit, err)
	}
	d.CancelledOn = t.Day().String()
	return t.Case.Save(d)
}
