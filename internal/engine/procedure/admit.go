package procedure

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/identity"
	"anlan/internal/base/lang"
)

// allowed checks stage, order and person.
func (e *Engine) allowed(ctx context.Context, t *Turn, w Who) error {
	c, a := t.Case, t.Act
	key, law := t.ruleKey("act"), a.Basis
	if !slices.Contains(a.From, c.Stage) {
		s, _ := t.def.stage(c.Stage)
		return fail.Illegal("procedure.wrong-stage",
			fmt.Sprintf("当前为“%s”（%s 于 %s 操作），不能“%s”", s.Title.Zh, c.LastName, local(c.ChangedAt), a.Title.Zh),
			fmt.Sprintf("the case is now “%s” (by %s at %s); “%s” is not possible", s.Title.En, c.LastName, local(c.ChangedAt), a.Title.En)).Under(law.Law, law.Article).By(key)
	}
	if a.Once && t.Did(a.Name) {
		return fail.Illegal("procedure.once", "“"+a.Title.Zh+"”在本案中只能办理一次", "“"+a.Title.En+"” can be done once in a case").Under(law.Law, law.Article).By(key)
	}
	if machine(t.By) {
		return nil
	}
	if err := e.entitled(ctx, t, w, a.Title); err != nil {
		return fail.As(err).By(key)
	}
	e.pass(t, key)
	return e.apart(ctx, t, w)
}

// entitled checks that the person holds the permission, from the level that is asked, or is the assignee.
func (e *Engine) entitled(_ context.Context, t *Turn, w Who, what lang.Text) error {
	c := t.Case
	law := w.Basis.Or(t.Act.Basis)
	byRole := w.Permission != "" && t.By.Can(w.Permission, c.Area) && levelFits(t.By, w, c.Area)
	byName := w.Assignee && c.Assignee == t.By.ID
	if byRole || byName {
		return nil
	}
	if w.Permission != "" && w.Level != 0 && t.By.Can(w.Permission, c.Area) {
		return fail.Denied("procedure.level-denied", "“"+what.Zh+"”应由"+levelWord(w.Level).Zh+"办理", "“"+what.En+"” is for "+levelWord(w.Level).En).Under(law.Law, law.Article)
	}
	return fail.Denied("procedure.act-denied", "您无权“"+what.Zh+"”", "you may not do “"+what.En+"”").Under(law.Law, law.Article)
}

func levelFits(by identity.Subject, w Who, area string) bool {
	if w.Level == 0 {
		return true
	}
	return slices.ContainsFunc(by.Scope(w.Permission), func(p string) bool { return len(p) == w.Level && strings.HasPrefix(area, p) })
}

func levelWord(n int) lang.Text {
	switch n {
	case 2:
		return lang.T("省级机关", "the province")
	case 4:
		return lang.T("市级机关", "the city")
	case 6:
		return lang.T("区县级机关", "the district")
	default:
		return lang.T("乡镇街道", "the street")
	}
}

// apart checks that the person did none of the acts that must be another's, has not signed this act, and holds the
// certificate that is asked.
func (e *Engine) apart(ctx context.Context, t *Turn, w Who) error {
	for _, n := range w.NotBy {
		key, law := t.ruleKey("apart:"+n.Act), n.Basis.Or(t.Act.Basis)
		for _, p := range t.past {
			if p.Act == n.Act && p.Person == t.By.ID {
				o, _ := t.def.act(n.Act)
				return fail.Illegal("procedure.same-person", "“"+o.Title.Zh+"”与“"+t.Act.Title.Zh+"”不得由同一人办理", "“"+o.Title.En+"” and “"+t.Act.Title.En+"” must be done by different persons").Under(law.Law, law.Article).By(key)
			}
		}
		e.pass(t, key)
	}
	if w.Certificate == "" {
		return nil
	}
	key, law := t.ruleKey("certificate:"+w.Certificate), w.Basis.Or(t.Act.Basis)
	held, err := e.certificates.Certificate(ctx, t.Tx, t.By.ID, w.Certificate)
	if err != nil {
		return err
	}
	title := identity.CertificateTitles[w.Certificate]
	switch {
	case held.Number == "":
		return fail.Illegal("procedure.certificate-missing", "“"+t.Act.Title.Zh+"”须持有"+title.Zh, "“"+t.Act.Title.En+"” needs a "+title.En).Under(law.Law, law.Article).By(key)
	case !held.ValidOn(t.Now.Time):
		return fail.Illegal("procedure.certificate-expired", fmt.Sprintf("%s（%s）有效期为 %s 至 %s，现已失效", title.Zh, held.Number, held.From, held.To), fmt.Sprintf("the %s %s was valid from %s to %s", title.En, held.Number, held.From, held.To)).Under(law.Law, law.Article).By(key)
	}
	e.pass(t, key)
	return nil
}

// admit checks all that does not depend on the person: clocks, evidence, the order of writs, and the guards.
func (e *Engine) admit(ctx context.Context, t *Turn) error {
	if err := e.inTime(t); err != nil {
		return err
	}
	for _, n := range t.Act.Evidence {
		if err := e.evidence(t, n); err != nil {
			return err
		}
	}
	if err := e.papersInOrder(t); err != nil {
		return err
	}
	for _, g := range t.Act.Guards {
		key := t.ruleKey("guard:" + g.Name)
		if err := g.Check(ctx, t); err != nil {
			f := fail.As(err)
			if f == nil {
				return err
			}
			if f.Law == "" && f.Article == "" {
				law := g.Basis.Or(t.Act.Basis)
				f = f.Under(law.Law, law.Article)
			}
			return f.By(key)
		}
		e.pass(t, key)
	}
	return nil
}

// evidence checks that enough files of a kind lie in the case.
func (e *Engine) evidence(t *Turn, n Evidence) error {
	key, law := t.ruleKey("evidence:"+n.Kind), n.Basis.Or(t.Act.Basis)
	var since clock.Instant
	if n.Since != "" {
		if d, ok := t.Last(n.Since); ok {
			since = d.At
		}
	}
	have := 0
	for _, f := range t.files {
		if f.Kind == n.Kind && !f.At.Before(since.Time) {
			have++
		}
	}
	if have < n.Min {
		return fail.Illegal("procedure.evidence-missing", fmt.Sprintf("“%s”前须先上传%s（已有 %d 份，应有 %d 份）", t.Act.Title.Zh, n.Title.Zh, have, n.Min),
			fmt.Sprintf("“%s” needs %s first (%d of %d)", t.Act.Title.En, n.Title.En, have, n.Min)).Under(law.Law, law.Article).By(key)
	}
	e.pass(t, key)
	return nil
}

// inTime checks the clocks that close the act or hold it back.
func (e *Engine) inTime(t *Turn) error {
	for _, c := range t.def.Clocks {
		closes, holds := slices.Contains(c.Closes, t.Act.Name), slices.Contains(c.Holds, t.Act.Name)
		if !closes && !holds {
			continue
		}
		row, ok := t.Clock(c.Name)
		if !ok {
			continue
		}
		law := t.clockBasis(c)
		if closes {
			key := t.ruleKey("closes:" + c.Name)
			if row.ended(t.At) {
				return fail.Illegal("procedure.too-late", fmt.Sprintf("“%s”期限已于 %s 届满，不能再“%s”", c.Title.Zh, lastDay(row.DueAt), t.Act.Title.Zh),
					fmt.Sprintf("the term “%s” ended on %s; “%s” is no longer possible", c.Title.En, lastDay(row.DueAt), t.Act.Title.En)).Under(law.Law, law.Article).By(key)
			}
			e.pass(t, key)
		}
		if holds {
			key := t.ruleKey("holds:" + c.Name)
			if row.open(t.At) {
				until := lang.T("恢复计算后届满", "it runs again and is over")
				if !row.DueAt.IsZero() {
					until = lang.T(lastDay(row.DueAt)+"届满", "over on "+lastDay(row.DueAt))
				}
				return fail.Illegal("procedure.too-early", fmt.Sprintf("“%s”期限未满（%s），不能“%s”", c.Title.Zh, until.Zh, t.Act.Title.Zh),
					fmt.Sprintf("the term “%s” still runs (%s); “%s” must wait", c.Title.En, until.En, t.Act.Title.En)).Under(law.Law, law.Article).By(key)
			}
			e.pass(t, key)
		}
	}
	return nil
}

// blame names the act as the rule, and its article where the refusal names none, when its own effect refuses.
func (t *Turn) blame(err error) error {
	if f := fail.As(err); f != nil && f.Rule == "" && f.Kind == fail.KindIllegal {
		if f.Law == "" && f.Article == "" {
			f = f.Under(t.Act.Basis.Law, t.Act.Basis.Article)
		}
		return f.By(t.ruleKey("act"))
	}
	return err
}
