package city

import (
	"fmt"

	"anlan/internal/engine/register"
)

// supervised are sites of risk in enterprises, and buildings of their own.
func supervised() []other {
	return []other{
		{kind: "mine", count: 24, where: rural, inside: []string{"B1019"}, name: "采石场", spread: 220, make: func(m *maker) register.Attrs {
			return register.Mine{Method: "open", Mineral: m.of("建筑石料", "石灰岩", "膨润土"), Capacity: m.num(10, 120), Depth: m.num(20, 90), Slope: m.num(15, 80), State: m.of("working", "working", "stopped", "building"), Expires: m.day(2026, 2028)}
		}},
		{kind: "tailings-pond", count: 6, inside: []string{"B1019"}, name: "尾矿库", spread: 260, make: func(m *maker) register.Attrs {
			high, stored := m.num(8, 28), m.num(20, 180)
			return register.TailingsPond{Class: m.of("4", "5", "5"), DamHeight: high, Design: high + m.num(2, 12), Stored: stored, Volume: stored + m.num(20, 150), Freeboard: 1.2, Beach: m.num(60, 160), Overhead: m.n%3 == 0, Downstream: 40 + m.IntN(300), State: m.of("used", "stopped", "closing")}
		}},
		{kind: "fireworks-store", count: 60, where: rural, inside: []string{"F5211"}, name: "烟花爆竹零售点", make: func(m *maker) register.Attrs {
			return register.FireworksStore{Trade: m.of("retail", "seasonal", "seasonal"), Limit: m.num(100, 500), Licence: fmt.Sprintf("演示烟花%05d", m.n), From: m.day(2025, 2025), Until: m.day(2026, 2027), Distance: m.num(50, 400), Keeper: m.person(), Phone: m.phone()}
		}},
		{kind: "dust-workshop", count: 320, inside: []string{"C2110", "C1311", "C3360"}, name: "涉粉车间", make: func(m *maker) register.Attrs {
			return register.DustWorkshop{Dust: m.of("wood", "wood", "grain", "aluminium", "feed", "plastic"), People: 3 + m.IntN(40), Collector: "dry", Vent: m.of("vent", "vent", "isolate", "suppress", "none"), Cleaning: m.of("shift", "day", "day", "week"), Alarm: m.yes(60)}
		}},
		{kind: "ammonia-plant", count: 85, inside: []string{"G5930", "C1353", "C1513"}, name: "氨制冷机房", make: func(m *maker) register.Attrs {
			return register.AmmoniaPlant{Charge: m.tenths(0.8, 9.5), Store: m.num(800, 30_000), Detectors: 2 + m.IntN(12), Interlock: m.yes(85), Separated: m.yes(80), QuickFreez: m.yes(40), Inspected: m.day(2023, 2025), Next: m.day(2026, 2028)}
		}},
		{kind: "smelter", count: 110, inside: []string{"C3120", "C3130", "C3391"}, name: "熔炼车间", make: func(m *maker) register.Attrs {
			return register.Smelter{Metal: m.of("steel", "steel", "aluminium", "copper"), Furnace: m.of("induction", "induction", "arc"), Furnaces: 1 + m.IntN(6), Largest: m.num(1, 30), Capacity: m.tenths(0.2, 12), Hoisting: m.yes(70), Gas: m.of("none", "none", "generator")}
		}},
		{kind: "confined-space", count: 900, inside: []string{"D4620", "C2231", "C1353", "C1411"}, name: "有限空间", make: func(m *maker) register.Attrs {
			return register.ConfinedSpace{Type: m.of("underground", "underground", "equipment", "surface"), Use: m.of("污水池", "化粪池", "腌渍池", "储罐", "料仓"), Hazard: m.of("toxic", "toxic", "oxygen", "explosion"), Entries: 1 + m.IntN(24), Signed: m.yes(90)}
		}},
		{kind: "construction-site", count: 620, name: "施工工地", risks: mixed, spread: 90, make: func(m *maker) register.Attrs {
			s := register.ConstructionSite{Type: m.of("housing", "housing", "municipal", "road", "rail"), Builder: m.unit("建筑工程"), Owner: m.unit("房地产开发"), Manager: m.person(), Phone: m.phone(), Started: m.day(2024, 2025), Finish: m.day(2026, 2028), Progress: m.of("pit", "frame", "frame", "fitting", "stopped"), Cranes: m.IntN(6), Formwork: m.yes(20), Workers: 30 + m.IntN(400)}
			if s.Progress == "pit" {
				s.PitDepth = m.tenths(3, 18)
			}
			return s
		}},
		{kind: "process-unit", count: 57, exact: true, inside: []string{"plants"}, name: "危险工艺装置", make: func(m *maker) register.Attrs {
			processes := register.Process("").Choices()
			return register.ProcessUnit{Process: register.Process(processes[m.n*5%len(processes)].Key), Product: m.of("精细化学品中间体", "树脂", "氯碱产品", "医药中间体"), Capacity: m.num(500, 50_000), Reactors: 1 + m.IntN(8), Heat: m.of("1", "2", "2", "3"), Control: "dcs", SIS: true, SIL: m.of("1", "2"), People: m.IntN(9), Assessed: m.day(2021, 2025), HAZOP: m.day(2022, 2025), Certified: m.yes(95)}
		}},
		{kind: "chemical-site", count: 1800, inside: []string{"C2641", "C2669", "F5169", "C2720", "F5162", "M7452"}, name: "危化品储存使用场所", make: func(m *maker) register.Attrs {
			c := chemicals[m.of("methanol", "toluene", "gasoline", "benzene")]
			return register.ChemicalSite{Use: m.of("storage", "trade", "use", "use"), Chemicals: []register.Chemical{{Name: c.name, CAS: c.cas, Class: c.class, Quantity: m.tenths(0.5, 30), Critical: c.critical}}, Area: m.num(50, 3000), Toxic: m.yes(4), Explosive: m.yes(8), Assessed: m.day(2022, 2024), Next: m.day(2025, 2027)}
		}},
		{kind: "chemical-park", count: 2, around: []int{1, 23}, name: "化工园区", risks: "yo", spread: 1800, make: func(m *maker) register.Attrs {
			return register.ChemicalPark{Risk: "b", Size: 10.8, Enterprises: 40 + m.IntN(60), Hazards: 12 + m.IntN(20), Closed: m.n == 1, FireStation: true, Assessed: m.day(2024, 2025)}
		}},
		{kind: "geological-hazard", count: 140, where: rural, name: "地质灾害隐患点", risks: grave, spread: 70, make: func(m *maker) register.Attrs {
			houses := m.IntN(30)
			return register.GeologicalHazard{Type: m.of("collapse", "collapse", "landslide", "debris"), Size: m.of("small", "small", "medium"), Danger: m.of("4", "4", "3"), Houses: houses, People: houses * 3, Watcher: m.person(), Phone: m.phone(), Signal: m.of("gong", "horn", "phone"), Route: "沿村道向高处撤离至村委会"}
		}},
		{kind: "complex", count: 64, where: urban, name: "商业综合体", risks: grave, make: func(m *maker) register.Attrs {
			return register.Complex{Space: m.num(50_000, 320_000), Floors: 4 + m.IntN(8), Basement: 1 + m.IntN(3), Shops: 80 + m.IntN(400), Visitors: 5000 + m.IntN(60_000), Peak: 3000 + m.IntN(20_000), Cinema: m.yes(80), Children: m.yes(85), Gas: m.yes(60), MicroFire: m.yes(95), Manager: m.person(), Phone: m.phone()}
		}},
		{kind: "lift", count: 6000, name: "电梯", make: func(m *maker) register.Attrs {
			return register.Lift{Code: fmt.Sprintf("3%019d", 2_101_000_000_000+m.n), Type: m.of("passenger", "passenger", "passenger", "goods", "bed"), Stops: 3 + m.IntN(30), Made: 1998 + m.IntN(27), Keeper: m.unit("电梯维保"), Rescue: "96333", Inspected: m.day(2025, 2025), Next: m.day(2026, 2026), State: m.of("used", "used", "used", "used", "stopped"), Linked: m.yes(90)}
		}},
		{kind: "ride", count: 210, name: "游乐设施", make: func(m *maker) register.Attrs {
			return register.Ride{Class: m.of("a", "b", "b", "c"), Type: m.of("coaster", "wheel", "swing", "tower", "train", "water"), Riders: 6 + m.IntN(40), Height: m.num(2, 45), Speed: m.num(5, 80), Operator: m.unit("游乐园"), Inspected: m.day(2025, 2025), Next: m.day(2026, 2026), MaxWind: 15, State: m.of("used", "used", "used", "stopped")}
		}},
	}
}
