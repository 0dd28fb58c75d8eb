package fourparty

import (
	"context"
	"encoding/json"
	"fmt"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/id"
	"anlan/internal/base/identity"
	"anlan/internal/base/store"
	"anlan/internal/engine/procedure"
	"anlan/internal/engine/register"
)

// The demo of checks: one programme of the safe city in one district, with a unit in each state that a check can be in. It goes
// the way of people, through the same acts, so every start gives the same.

// demoDistrict is where the demo's checks are.
const demoDistrict = "210106"

// demoUnit is one unit of the demo: how often each item is found by each party, nil where a sheet is not handed in; settle
// says that the differences are settled.
type demoUnit struct {
	kind   string
	found  map[string]map[string]int
	settle bool
}

func inOrder() map[string]int { return map[string]int{} }

var demoUnits = []demoUnit{
	{kind: AreaUnit, found: map[string]map[string]int{Self: inOrder(), Government: {"1.2": 1}, Expert: {"1.2": 1}, Third: {"1.2": 1, "4.1": 1}}},
	{kind: EnterpriseUnit, found: map[string]map[string]int{Self: {"2.1": 1}, Government: {"2.1": 3, "3.1": 1}, Expert: {"2.1": 3, "3.1": 1}, Third: {"2.1": 3, "3.1": 2}}, settle: true},
	{kind: EnterpriseUnit, found: map[string]map[string]int{Self: inOrder(), Government: inOrder(), Expert: inOrder(), Third: inOrder()}},
	{kind: EnterpriseUnit, found: map[string]map[string]int{Self: inOrder(), Third: {"1.1": 1}}},
	{kind: EnterpriseUnit, found: map[string]map[string]int{}},
}

var demoNotes = map[string]string{
	"1.1": "主要负责人二季度无带队检查记录", "1.2": "两个科室职责清单未更新", "2.1": "抽查档案中培训学时不足", "3.1": "动火作业风险未列入清单", "4.1": "未查到年度演练记录",
}

// LoadDemo puts a programme of checks into a city with the demo's accounts. A city that has one, or has none of the accounts,
// stays as it is.
func (s *System) LoadDemo(ctx context.Context) error {
	var there int
	if err := s.DB.Read().NewRaw("SELECT count(*) FROM fourparty_programme").Scan(ctx, &there); err != nil || there > 0 {
		return err
	}
	who := map[string]identity.Subject{}
	for party, login := range map[string]string{Self: "unit", Government: "officer", Expert: "expert", Third: "third", "area": "duty-" + demoDistrict, "settles": "leader", "made": "head"} {
		p, err := s.account(ctx, login)
		if fail.KindOf(err) == fail.KindNotFound {
			return nil
		}
		if err != nil {
			return err
		}
		who[party] = p
	}
	var p Programme
	var units []CheckedUnit
	err := s.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		p, units, err = s.demoProgramme(ctx, tx, who)
		return err
	})
	if err != nil {
		return fmt.Errorf("load demo checks: %w", err)
	}
	for n, u := range units {
		if err := s.demoSheets(ctx, p, u, demoUnits[n], who); err != nil {
			return fmt.Errorf("load demo check of %s: %w", u.Name, err)
		}
	}
	return nil
}

func (s *System) demoProgramme(ctx context.Context, tx *store.Tx, who map[string]identity.Subject) (Programme, []CheckedUnit, error) {
	items, err := template()
	if err != nil {
		return Programme{}, nil, err
	}
	p := Programme{
		ID: id.New(), Title: "安全发展示范城市创建年度核查（演示）", Area: s.Home, From: s.today().Next(-10).String(), To: s.today().Next(20).String(), Tolerance: 20,
		Basis: "演示构造：安全城市创建“1+12+13”工作方案", State: Draft, ByName: who["made"].Name, MadeAt: clock.Now(s.Clock), Revision: 1,
	}
	if err := s.insert(ctx, tx, &p, items); err != nil {
		return p, nil, err
	}
	page, err := s.Register.List(ctx, identity.Everywhere, register.Query{Kind: "enterprise", Area: demoDistrict, Limit: len(demoUnits)})
	if err != nil {
		return p, nil, err
	}
	var units []CheckedUnit
	for n, d := range demoUnits {
		u := CheckedUnit{ID: id.New(), Programme: p.ID, Kind: d.kind, Area: demoDistrict, Name: s.Register.Areas().Name(demoDistrict)}
		if d.kind == EnterpriseUnit {
			if n >= len(page.Items) {
				break
			}
			e := page.Items[n]
			u.Element, u.Name, u.Area = e.ID, e.Name, e.Area
		}
		if err := s.putUnit(ctx, tx, u); err != nil {
			return p, nil, err
		}
		for _, party := range Parties {
			person := who[party]
			if party == Self && d.kind == AreaUnit {
				person = who["area"]
			}
			if err := s.appointed(ctx, tx, who["made"], u, party, person); err != nil {
				return p, nil, err
			}
		}
		units = append(units, u)
	}
	return p, units, s.begin(ctx, tx, who["made"], &p)
}

// demoSheets hands in the sheets of a unit, and settles what differs.
func (s *System) demoSheets(ctx context.Context, p Programme, u CheckedUnit, d demoUnit, who map[string]identity.Subject) error {
	items, err := p.items()
	if err != nil {
		return err
	}
	for _, party := range Parties {
		found, ok := d.found[party]
		if !ok {
			continue
		}
		in := &sheetInput{ID: u.ID, Party: party}
		for _, i := range items {
			m := Mark{Item: i.No, Count: found[i.No]}
			if m.Count > 0 {
				m.Note = demoNotes[i.No]
			}
			in.Body.Marks = append(in.Body.Marks, m)
		}
		person := who[party]
		if party == Self && u.Kind == AreaUnit {
			person = who["area"]
		}
		err := s.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
			_, err := s.handInAs(ctx, tx, person, in)
			return err
		})
		if err != nil {
			return err
		}
	}
	if !d.settle {
		return nil
	}
	return s.demoSettle(ctx, u, who["settles"])
}

func (s *System) demoSettle(ctx context.Context, u CheckedUnit, by identity.Subject) error {
	list, err := s.unitsWhere(ctx, s.DB.Read(), "id = ?", u.ID)
	if err != nil || len(list) != 1 {
		return err
	}
	c, err := s.Procedure.Case(ctx, machine, list[0].Case)
	if err != nil {
		return err
	}
	var d Check
	if err := c.Load(&d); err != nil {
		return err
	}
	for _, x := range d.Compared {
		if !x.open() {
			continue
		}
		form, err := json.Marshal(settleForm{Item: x.No, Count: x.Parties[1].Count, Reason: "经现场复核，以政府检查和专家检查发现的次数为准"})
		if err != nil {
			return err
		}
		err = s.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
			_, err := s.Procedure.Act(ctx, tx, by, procedure.Request{Case: c.ID, Act: "settle", Form: form})
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}
