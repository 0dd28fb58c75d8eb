package city

import (
	"encoding/json"
	"fmt"
	"math"

	"anlan/internal/engine/register"
)

func waters() []other {
	return []other{
		{kind: "river", count: 27, exact: true, name: "河", line: 22_000, make: func(m *maker) register.Attrs {
			return register.Watercourse{Grade: m.of("city", "county", "county", "province"), Length: float64(int(m.shape/100)) / 10, Basin: m.num(60, 2400), Standard: []int{20, 50, 100}[m.IntN(3)], Leader: m.person(), Post: m.of("副市长（演示）", "副区长（演示）", "市委常委（演示）")}
		}},
		{kind: "river-section", count: 210, below: "river", name: "河段", risks: mixed, line: 1800, make: func(m *maker) register.Attrs {
			s := register.RiverSection{Start: fmt.Sprintf("桩号 K%d", m.n), End: fmt.Sprintf("桩号 K%d", m.n+2), Length: float64(int(m.shape/10)) / 100, Danger: m.yes(15), People: m.IntN(6000), Person: m.person(), Phone: m.phone(), Materials: "堤管所料场"}
			if s.Danger {
				s.Problem = m.of("erosion", "seepage", "low", "structure")
			}
			return s
		}},
		{kind: "levee", count: 96, below: "river", name: "堤防", risks: mixed, line: 3200, make: func(m *maker) register.Attrs {
			level := m.tenths(30, 60)
			return register.Levee{Grade: m.of("2", "3", "4", "5"), Side: m.of("left", "right"), Length: float64(int(m.shape/10)) / 100, Crest: level + 1.5, Design: level, Standard: []int{20, 50, 100}[m.IntN(3)], Reached: m.yes(80), Unit: m.unit("堤防管理")}
		}},
		{kind: "reservoir", count: 41, where: rural, name: "水库", risks: mixed, spread: 520, make: func(m *maker) register.Attrs {
			dead := m.tenths(40, 90)
			return register.Reservoir{Size: m.of("small2", "small2", "small1", "small1", "medium", "large2"), Volume: m.num(20, 4000), Dead: dead, Limit: dead + 4, Normal: dead + 5, Design: dead + 6.5, Check: dead + 8, Use: m.of("flood", "irrigation", "supply"), Sick: m.yes(10), People: 200 + m.IntN(20_000), Admin: m.person(), Tech: m.person(), Patrol: m.person(), PatrolNo: m.phone()}
		}},
		{kind: "dam", count: 41, below: "reservoir", name: "大坝", risks: mixed, line: 300, make: func(m *maker) register.Attrs {
			return register.Dam{Type: m.of("earth", "earth", "rock"), Height: m.num(8, 35), Length: m.shape, Crest: m.num(50, 110), Spillway: m.num(20, 900), Safety: m.of("1", "2", "2", "3"), Assessed: m.day(2018, 2025), Seepage: m.yes(70)}
		}},
		{kind: "sluice", count: 130, name: "水闸", risks: mixed, make: func(m *maker) register.Attrs {
			return register.Sluice{Type: m.of("drain", "control", "inlet", "outlet"), Gates: 1 + m.IntN(8), Flow: m.num(5, 400), Power: m.of("electric", "electric", "manual"), Standby: m.yes(65), Safety: m.of("1", "2", "2", "3"), Operator: m.person(), Phone: m.phone()}
		}},
		{kind: "pump-station", count: 190, name: "排涝泵站", risks: mixed, make: func(m *maker) register.Attrs {
			stop := m.tenths(28, 44)
			return register.PumpStation{Pumps: 2 + m.IntN(8), Flow: m.tenths(0.5, 20), Area: m.tenths(0.3, 9), Start: stop + 1.2, Stop: stop, Remote: m.yes(60), Standby: m.yes(80), State: m.of("ready", "ready", "ready", "ready", "repair"), Operator: m.person(), Phone: m.phone()}
		}},
		{kind: "waterlogging", count: 73, exact: true, where: urban, name: "易积水点", risks: grave, make: func(m *maker) register.Attrs {
			return register.Waterlogging{Type: m.of("underpass", "underpass", "road", "estate"), Worst: m.num(30, 180), Warn: 15, Close: 27, Evacu: 50, Rain: m.num(30, 60), Policy: "雨前排水队带泵前置，水深 15 cm 警示、27 cm 封路，交警疏导绕行，排水完成后恢复通行。", Pumps: 1 + m.IntN(4), Person: m.person(), Phone: m.phone(), Police: m.person(), Mended: m.yes(30)}
		}},
		{kind: "river-gauge", count: 58, below: "river", name: "水文站", make: func(m *maker) register.Attrs {
			level := m.tenths(30, 60)
			return register.RiverGauge{Code: fmt.Sprintf("DE%08X", m.n), Datum: "national85", Warn: level, Safe: level + 1.5, Highest: level + 2.1, Flow: m.num(80, 3000), Period: 5, State: state(m)}
		}},
		{kind: "reservoir-gauge", count: 41, below: "reservoir", name: "水位站", make: func(m *maker) register.Attrs {
			level := m.tenths(45, 95)
			var r register.Reservoir
			if json.Unmarshal(m.above.Attrs, &r) == nil && r.Limit > 0 { // it measures its reservoir, in the same datum
				level = math.Round((r.Limit-0.3)*10) / 10
			}
			return register.ReservoirGauge{Code: fmt.Sprintf("DF%08X", m.n), Sensor: m.of("radar", "pressure", "float"), Warn: level, Limit: level + 1.5, Period: 5, State: state(m)}
		}},
		{kind: "rain-station", count: 320, name: "雨量站", make: func(m *maker) register.Attrs {
			return register.RainStation{Code: fmt.Sprintf("DA%08X", m.n), Type: m.of("tipping", "tipping", "weighing"), Ready: 30, Act: 50, Act3: 80, Period: 5, State: state(m)}
		}},
	}
}

func forests() []other {
	return []other{
		{kind: "forest-plot", count: 1200, where: rural, name: "小班", risks: grave, spread: 260, make: func(m *maker) register.Attrs {
			return register.ForestPlot{Code: fmt.Sprintf("%03d-%04d", m.n%300, m.n), Species: m.of("pine", "larch", "oak", "poplar", "mixed"), Size: float64(int(m.shape/100)) / 100, Danger: m.of("1", "2", "2", "3"), Fuel: m.tenths(4, 30), Slope: m.num(3, 38), Aspect: m.of("n", "e", "s", "w", "flat"), Keeper: m.person(), Phone: m.phone(), Owner: m.unit("林场")}
		}},
		{kind: "watchtower", count: 46, where: rural, name: "瞭望塔", make: func(m *maker) register.Attrs {
			return register.Watchtower{Height: m.num(12, 45), Reach: m.num(5, 15), Mode: m.of("both", "video", "infrared"), Power: m.of("grid", "solar", "both"), Keeper: m.person(), Phone: m.phone(), State: m.of("manned", "automatic")}
		}},
		{kind: "firebreak", count: 180, where: rural, name: "防火隔离带", line: 2400, make: func(m *maker) register.Attrs {
			return register.Firebreak{Type: m.of("bare", "green", "road"), Width: m.num(8, 40), Length: float64(int(m.shape/10)) / 100, Maintained: m.day(2025, 2025), Passable: m.yes(40), Unit: m.unit("林场")}
		}},
		{kind: "forest-checkpoint", count: 160, where: rural, name: "防火检查站", make: func(m *maker) register.Attrs {
			c := register.ForestCheckpoint{Type: m.of("seasonal", "fixed", "mobile"), People: 1 + m.IntN(6), Code: m.yes(80), Leader: m.person(), Phone: m.phone()}
			if c.Type == "seasonal" {
				c.From, c.Until = "2026-03-01", "2026-05-31"
			}
			return c
		}},
		{kind: "grave-site", count: 420, where: rural, name: "坟茔集中点", risks: mixed, make: func(m *maker) register.Attrs {
			graves := 10 + m.IntN(400)
			return register.GraveSite{Graves: graves, Visits: 3 * graves, Cleared: m.yes(75), Barrel: m.yes(50), Keeper: m.person(), Phone: m.phone()}
		}},
	}
}

func resources() []other {
	return []other{
		{kind: "vehicle", count: 680, name: "应急车辆", make: func(m *maker) register.Attrs {
			return register.Vehicle{Plate: fmt.Sprintf("演A·%05d", m.n), Type: m.of("fire", "ambulance", "pump", "power", "comms", "rescue", "transport", "command", "hazchem"), Seats: 2 + m.IntN(7), Power: m.num(1, 3000), Unit: m.unit("应急救援"), Driver: m.person(), Phone: m.phone(), Terminal: fmt.Sprintf("19%09d", m.n), Readiness: m.of("ready", "ready", "ready", "ready", "out", "repair"), Inspected: m.day(2026, 2027)}
		}},
		{kind: "drone", count: 86, name: "无人机", make: func(m *maker) register.Attrs {
			return register.Drone{Serial: fmt.Sprintf("DEMO-UAV-%04d", m.n), Type: m.of("multi", "multi", "vtol", "fixed", "tethered"), Endure: m.num(30, 180), Range: m.num(5, 60), Payload: m.tenths(0.5, 20), Sensor: m.of("visible", "infrared", "gas", "speaker", "relay"), MaxWind: 12, Pilot: m.person(), Phone: m.phone(), Unit: m.unit("无人机"), State: m.of("ready", "ready", "ready", "repair")}
		}},
		{kind: "helipad", count: 22, name: "起降点", make: func(m *maker) register.Attrs {
			return register.Helipad{Type: m.of("ground", "ground", "hospital", "water", "airport"), Length: m.num(25, 60), Width: 25, Load: m.num(5, 14), Surface: m.of("concrete", "asphalt", "grass"), Lights: m.yes(40), Keeper: m.unit("通用航空"), Phone: m.phone()}
		}},
		{kind: "supplier", count: 64, name: "协议储备企业", make: func(m *maker) register.Attrs {
			goods := [][]register.Stock{{{Name: "饮用水", Quantity: 20_000, Unit: "箱"}, {Name: "方便食品", Quantity: 12_000, Unit: "箱"}}, {{Name: "挖掘机", Quantity: 12, Unit: "台"}, {Name: "装载机", Quantity: 8, Unit: "台"}}, {{Name: "厢式货车", Quantity: 40, Unit: "辆"}}}
			i := m.IntN(3)
			return register.Supplier{Type: []string{"retail", "machinery", "transport"}[i], Goods: goods[i], Hours: m.num(1, 12), Signed: m.day(2023, 2024), Expires: m.day(2026, 2028), Contact: m.person(), Phone: m.phone()}
		}},
	}
}
