package inspect

import (
	"context"
	"fmt"
	"time"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/id"
	"anlan/internal/base/identity"
	"anlan/internal/base/store"
	"anlan/internal/engine/register"
	"anlan/internal/model/draw"
)

// The demo of drawings: in one district a drawing that is published, with its visits, one whose seed is awaited and may be
// entered, and a draft. All officers get sectors; classes of credit are constructed.

// demoDistrict is where the demo's drawings are.
const demoDistrict = "210106"

const demoClasses = "演示构造：通用型企业信用风险分类结果"

type demoDrawing struct {
	title string
	total int
	fixed time.Duration // before now; 0 stays a draft
	due   time.Duration // after the list was fixed
	seed  string        // "" is awaited
}

var demoDrawings = []demoDrawing{
	{title: "上季度安全生产双随机抽查（演示）", total: 6, fixed: 40 * 24 * time.Hour, due: 30 * time.Hour, seed: "03 07 12 19 25 31 + 09"},
	{title: "本月安全生产双随机抽查（演示）", total: 5, fixed: 3 * 24 * time.Hour, due: 24 * time.Hour},
	{title: "下月重点行业双随机抽查（演示草稿）"},
}

// LoadDemo puts drawings into a city with the demo's accounts. A city that has one, or has none of the accounts, stays as it is.
func (s *System) LoadDemo(ctx context.Context) error {
	var there int
	if err := s.DB.Read().NewRaw("SELECT count(*) FROM inspect_drawing").Scan(ctx, &there); err != nil || there > 0 {
		return err
	}
	var who [3]identity.Subject // puts together, enters the seed, sets up officers
	for i, login := range []string{"officer-" + demoDistrict, "legal-" + demoDistrict, "head-" + demoDistrict} {
		p, err := s.Identity.ByLogin(ctx, login)
		if fail.KindOf(err) == fail.KindNotFound {
			return nil
		}
		if err != nil {
			return err
		}
		who[i] = identity.NewSubject(p.ID, p.Login, p.Name, p.Grants, s.Identity.Roles())
	}
	people, err := s.inspectors(ctx, "")
	if err != nil {
		return err
	}
	units, sectors, err := s.demoUnits(ctx)
	if err != nil || len(units) == 0 {
		return err
	}
	err = s.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		if err := s.demoOfficers(ctx, tx, who[2], people, units); err != nil {
			return err
		}
		for i, e := range units {
			credit, key := []string{"A", "B", "B", "C", "A", "B", "C", "D"}[i%8], i%20 == 3
			if err := s.setClasses(ctx, tx, who[2], identity.Everywhere, credit, key, demoClasses, e.ID); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("load demo drawings: %w", err)
	}
	for _, d := range demoDrawings {
		if err := s.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error { return s.demoOne(ctx, tx, who, sectors, d) }); err != nil {
			return fmt.Errorf("load demo drawing %s: %w", d.title, err)
		}
	}
	return nil
}

// demoUnits are the first units of the demo's sectors, or of all where a small city has too few of them.
func (s *System) demoUnits(ctx context.Context) (units []register.Element, sectors []string, err error) {
	all, err := s.Register.All(ctx, identity.Everywhere, register.Query{Kind: "enterprise", Area: demoDistrict})
	if err != nil {
		return nil, nil, err
	}
	d := Drawing{Sectors: []string{"chem-production", "chem-trade", "chem-use", "dust", "smelting"}}
	for _, e := range all {
		if _, in, err := s.poolUnit(d, e, nil); err != nil {
			return nil, nil, err
		} else if in && len(units) < 60 {
			units = append(units, e)
		}
	}
	if len(units) < 20 {
		return all[:min(60, len(all))], []string{}, nil
	}
	return units, d.Sectors, nil
}

func (s *System) demoOfficers(ctx context.Context, tx *store.Tx, by identity.Subject, people []identity.Person, units []register.Element) error {
	all := make([]string, 0, len(sectorTitles))
	for _, c := range register.Sector("").Choices() {
		all = append(all, c.Key)
	}
	for i, p := range people {
		var away []KeepAway
		if i == 0 && len(units) > 0 {
			away = []KeepAway{{units[0].ID, units[0].Name, "配偶在该企业任职（演示）"}}
		}
		if _, err := s.setOfficer(ctx, tx, by, p, all, away, 0); err != nil {
			return err
		}
	}
	return nil
}

func (s *System) demoOne(ctx context.Context, tx *store.Tx, who [3]identity.Subject, sectors []string, x demoDrawing) error {
	now := s.Clock.Now()
	d := Drawing{
		ID: id.New(), Title: x.title, Area: demoDistrict, State: Draft, Sectors: sectors, MadeBy: who[0].ID, MadeName: who[0].Name, MadeAt: clock.At(now.Add(-x.fixed - time.Hour)), Hands: []string{who[0].ID}, Revision: 1,
		Rules:  DrawRules{Day: s.today().Next(40).String(), Classes: proposedClasses(), Total: x.total, KeyCovered: true, Team: 2, Unrated: "B"},
		Source: DrawSource{Title: "中国福利彩票双色球开奖号码", Place: "中国福利彩票发行管理中心网站开奖公告", Form: "六个红球号码从小到大，两位数字，以一个空格隔开，再写“ + ”和蓝球号码，如 01 02 03 04 05 06 + 07", Due: clock.At(now.Add(48 * time.Hour))},
	}
	o := s.Organ(d.Area)
	d.OrganKey, d.Organ = o.Key, o.Name
	if x.fixed > 0 {
		d.Source.Due = clock.At(now.Add(x.due - x.fixed))
	}
	if err := s.insert(ctx, tx, &d); err != nil {
		return err
	}
	if err := s.noted(ctx, tx, who[0], d.ID, d.Area, "inspect.drawing.made", map[string]any{"title": d.Title}); err != nil || x.fixed == 0 {
		return err
	}
	if err := s.freeze(ctx, tx, who[0], &d, clock.At(now.Add(-x.fixed))); err != nil || x.seed == "" {
		return err
	}
	drawn := d.Source.Due.Add(2 * time.Hour)
	if err := s.drawNow(ctx, tx, who[1], &d, draw.Seed{Value: x.seed, AnnouncedAt: d.Source.Due.Add(time.Hour)}, clock.At(drawn), ""); err != nil {
		return err
	}
	if err := s.publishNow(ctx, tx, who[0], &d, clock.At(drawn.Add(time.Hour))); err != nil {
		return err
	}
	_, err := tx.NewRaw("UPDATE inspect_visit SET state = ?, day = ?, note = ?, by_name = ?, revision = 2 WHERE drawing = ? AND place = 0", Done, s.today().Next(-20).String(), "未发现重大事故隐患（演示）", who[0].Name, d.ID).Exec(ctx)
	return err
}
