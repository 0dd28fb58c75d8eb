package city

import (
	"fmt"

	"anlan/internal/engine/register"
)

func lifelines() []other {
	pipe := func(medium, class string) func(m *maker) register.Attrs {
		return func(m *maker) register.Attrs {
			working := m.tenths(0.2, 0.4)
			if class == "long" {
				working = m.tenths(4, 8)
			}
			return register.Pipeline{Medium: medium, Class: class, Working: working, Design: working * 1.5, Diameter: []int{110, 160, 200, 315, 426, 711}[m.IntN(6)], Length: float64(int(m.shape/10)) / 100, Material: m.of("steel", "pe", "pe", "iron"), Laid: 1988 + m.IntN(36), Depth: m.tenths(0.9, 2.5), Inspected: m.day(2022, 2025), Next: m.day(2026, 2029), Covered: m.yes(6), Unit: m.unit("燃气"), Phone: m.phone()}
		}
	}
	return []other{
		{kind: "gas-station", count: 610, name: "加油站", risks: mixed, make: func(m *maker) register.Attrs {
			return register.GasStation{Fuel: m.of("oil", "oil", "oil", "both", "cng", "lng"), Class: m.of("1", "2", "2", "3"), Tanks: 3 + m.IntN(4), Volume: m.num(60, 180), Double: m.yes(97), Licence: fmt.Sprintf("演示经营%05d", m.n), Issued: m.day(2022, 2024), Expires: m.day(2025, 2027), Keeper: m.person(), Phone: m.phone()}
		}},
		{kind: "lpg-station", count: 130, name: "液化气供应站", risks: grave, make: func(m *maker) register.Attrs {
			return register.LPGStation{Type: m.of("supply3", "supply3", "supply2", "filling"), Bottles: 30 + m.IntN(400), Volume: m.tenths(1, 15), Users: 300 + m.IntN(6000), Issued: m.day(2022, 2024), Expires: m.day(2025, 2027), Keeper: m.person(), Phone: m.phone()}
		}},
		{kind: "gas-governor", count: 520, name: "燃气调压站", risks: mixed, make: func(m *maker) register.Attrs {
			return register.GasGovernor{Type: m.of("governor", "box", "box", "box"), Inlet: 0.4, Outlet: 0.1, Flow: m.num(200, 8000), Users: 200 + m.IntN(8000), Shut: m.yes(60), Unit: m.unit("燃气"), Phone: m.phone()}
		}},
		{kind: "gas-pipeline", count: 480, name: "燃气管段", risks: mixed, line: 2600, make: pipe("natural", "medium")},
		{kind: "oil-pipeline", count: 12, where: rural, name: "长输管道", risks: grave, line: 24_000, make: pipe("natural", "long")},
		{kind: "utility-tunnel", count: 18, where: urban, name: "综合管廊", risks: mixed, line: 4200, make: func(m *maker) register.Attrs {
			return register.UtilityTunnel{Type: m.of("trunk", "branch"), Length: float64(int(m.shape/10)) / 100, Chambers: 2 + m.IntN(3), Holds: []string{"电力", "通信", "给水", "热力"}, Gas: m.yes(30), Exits: 4 + m.IntN(20), Detect: m.yes(90), Unit: m.unit("管廊运营"), Phone: m.phone()}
		}},
		{kind: "metro-line", count: 6, exact: true, where: urban, name: "轨道交通", line: 26_000, make: func(m *maker) register.Attrs {
			return register.MetroLine{No: fmt.Sprintf("演示 %d 号线", m.n), State: []string{"running", "running", "running", "running", "building", "trial"}[m.n-1], Length: float64(int(m.shape/100)) / 10, Stations: 20, Daily: 120_000 + m.IntN(300_000), Opened: m.day(2010, 2023), Power: "wire", Operator: m.unit("轨道交通"), Phone: m.phone()}
		}},
		{kind: "metro-station", count: 120, below: "metro-line", name: "地铁站", risks: mixed, make: func(m *maker) register.Attrs {
			return register.MetroStation{Form: "underground", Transfer: m.yes(12), Depth: m.num(12, 28), Exits: 2 + m.IntN(6), Daily: 4000 + m.IntN(40_000), Lowest: m.tenths(0.1, 0.9), Barrier: m.yes(85), Phone: m.phone()}
		}},
		{kind: "heat-plant", count: 92, name: "热源厂", risks: mixed, make: func(m *maker) register.Attrs {
			return register.HeatPlant{Type: m.of("boiler", "boiler", "chp", "peak"), Power: m.num(30, 900), Area: m.num(50, 2500), Fuel: m.of("coal", "coal", "gas", "electric"), Stock: m.num(5, 40), Boilers: 2 + m.IntN(6), Unit: m.unit("供热"), Phone: m.phone()}
		}},
		{kind: "water-plant", count: 24, name: "自来水厂", risks: mixed, make: func(m *maker) register.Attrs {
			out := m.num(2, 40)
			return register.WaterPlant{Source: m.of("reservoir", "ground", "ground", "transfer"), Output: out, Capacity: out + m.num(2, 20), People: 50_000 + m.IntN(900_000), Chlorine: m.of("hypochlorite", "hypochlorite", "chlorine"), Standby: m.yes(90), Unit: m.unit("水务"), Phone: m.phone()}
		}},
		{kind: "substation", count: 260, name: "变电站", risks: mixed, make: func(m *maker) register.Attrs {
			return register.Substation{Voltage: m.of("66", "66", "66", "220", "500"), Load: m.num(20, 180), Capacity: m.num(63, 480), Users: 2000 + m.IntN(60_000), Vital: m.IntN(12), Manned: m.yes(20), FloodLow: m.yes(8), Phone: m.phone()}
		}},
		{kind: "base-station", count: 6400, name: "基站", make: func(m *maker) register.Attrs {
			return register.BaseStation{Operator: m.of("mobile", "unicom", "telecom", "tower"), Network: m.of("4g", "both", "5g"), Radius: m.num(300, 3000), Battery: m.num(2, 8), Super: m.yes(2), State: m.of("up", "up", "up", "up", "up", "up", "up", "up", "up", "down")}
		}},
		{kind: "bridge", count: 520, name: "桥", risks: mixed, line: 220, make: func(m *maker) register.Attrs {
			b := register.Bridge{Type: m.of("river", "viaduct", "viaduct", "foot", "interchange", "rail"), Length: m.shape, Span: m.num(15, 90), Built: 1975 + m.IntN(50), Condition: m.of("a", "b", "b", "b", "c", "d"), Monitored: m.yes(15), Inspected: m.day(2022, 2025), Unit: m.unit("市政养护")}
			if b.Condition == "d" {
				b.Limit = m.num(10, 30)
			}
			return b
		}},
		{kind: "road-tunnel", count: 110, name: "下穿通道", risks: mixed, line: 380, make: func(m *maker) register.Attrs {
			return register.RoadTunnel{Type: m.of("underpass", "underpass", "urban", "foot"), Length: m.shape, Height: m.tenths(3.5, 5), Traffic: 3000 + m.IntN(60_000), Pumps: m.num(200, 2000), Barrier: m.yes(50), Fans: m.yes(30), Unit: m.unit("市政养护"), Phone: m.phone()}
		}},
		{kind: "waste-site", count: 34, where: rural, name: "建筑垃圾消纳场", risks: grave, spread: 180, make: func(m *maker) register.Attrs {
			stored := m.num(5, 80)
			return register.WasteSite{Type: m.of("dump", "recycle", "transfer", "temporary"), Size: m.shape, Stored: stored, Volume: stored + m.num(10, 120), Height: m.num(3, 25), Slope: m.num(12, 35), Below: m.yes(15), Approve: m.day(2023, 2024), Expires: m.day(2025, 2027), Unit: m.unit("环保"), Phone: m.phone()}
		}},
		{kind: "landfill", count: 9, where: rural, name: "填埋场", risks: grave, spread: 320, make: func(m *maker) register.Attrs {
			filled := m.num(80, 900)
			return register.Landfill{Type: m.of("sanitary", "sanitary", "spoil"), Filled: filled, Volume: filled + m.num(50, 600), Height: m.num(15, 60), Gas: true, Methane: m.yes(85), Leach: m.num(100, 900), Moved: 50, State: m.of("used", "used", "closing", "closed"), Unit: m.unit("环境"), Phone: m.phone()}
		}},
		{kind: "fire-lane", count: 3200, name: "消防车通道", risks: mixed, line: 240, make: func(m *maker) register.Attrs {
			l := register.FireLane{Serves: m.of("住宅小区", "商业楼", "学校", "医院") + "周边", Form: m.of("ring", "long", "end"), Width: m.tenths(3.2, 8), Height: m.tenths(3.6, 6), Length: m.shape, Radius: m.num(6, 12), Load: m.num(20, 40), TurnArea: m.of("yes", "yes", "no"), Marked: m.yes(88), State: m.of("clear", "clear", "clear", "clear", "narrowed", "blocked"), Keeper: m.unit("物业管理")}
			if l.State != "clear" {
				l.Obstacle = m.of("机动车占道停放", "私装地桩地锁", "堆放杂物", "摊位占道")
			}
			return l
		}},
		{kind: "hydrant", count: 5200, name: "消火栓", make: func(m *maker) register.Attrs {
			return register.Hydrant{Type: m.of("ground", "ground", "under", "crane"), Pressure: m.tenths(0.1, 0.6), Flow: m.num(10, 40), Diameter: []int{100, 150, 200, 300}[m.IntN(4)], State: m.of("good", "good", "good", "good", "good", "good", "damaged", "buried"), Checked: m.day(2025, 2025), Keeper: m.unit("水务")}
		}},
	}
}
