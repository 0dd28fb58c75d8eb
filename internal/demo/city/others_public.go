package city

import (
	"fmt"

	"anlan/internal/engine/register"
)

func publicPlaces() []other {
	return []other{
		{kind: "transport-hub", count: 16, name: "客运枢纽", risks: grave, make: func(m *maker) register.Attrs {
			return register.TransportHub{Type: m.of("railway", "coach", "coach", "transfer", "airport"), Daily: 8000 + m.IntN(120_000), Peak: 2000 + m.IntN(20_000), Space: m.num(8000, 200_000), Exits: 4 + m.IntN(20), Security: m.yes(80), Operator: m.unit("客运"), Phone: m.phone()}
		}},
		{kind: "school", count: 1650, name: "学校", make: func(m *maker) register.Attrs {
			return register.School{Type: m.of("kindergarten", "kindergarten", "primary", "primary", "middle", "high", "vocational", "university"), Students: 120 + m.IntN(2400), Staff: 15 + m.IntN(180), Boarders: m.IntN(2) * m.IntN(800), Canteen: m.yes(70), Shelter: m.yes(30), Head: m.person(), Phone: m.phone()}
		}},
		{kind: "care-home", count: 420, name: "养老院", risks: mixed, make: func(m *maker) register.Attrs {
			in := 15 + m.IntN(150)
			return register.CareHome{Type: m.of("private", "private", "public", "community"), Occupied: in, Beds: in + 5 + m.IntN(60), Disabled: in / 3, Floor: 1 + m.IntN(6), Night: 1 + m.IntN(6), Sprinkler: m.yes(75), Keeper: m.person(), Phone: m.phone()}
		}},
		{kind: "market", count: 260, name: "市场", risks: mixed, make: func(m *maker) register.Attrs {
			return register.Market{Type: m.of("farm", "farm", "farm", "wholesale", "materials", "goods", "night"), Stalls: 40 + m.IntN(900), Space: m.num(600, 40_000), People: 300 + m.IntN(6000), Indoor: m.yes(75), Lodged: m.yes(8), Keeper: m.unit("市场管理"), Phone: m.phone()}
		}},
		{kind: "scenic-site", count: 96, name: "景区", risks: mixed, spread: 420, make: func(m *maker) register.Attrs {
			moment := 800 + m.IntN(12_000)
			return register.ScenicSite{Grade: m.of("4a", "3a", "3a", "2a", "none"), Moment: moment, Daily: 4 * moment, Cableway: m.yes(8), Water: m.yes(35), Glass: m.yes(10), Woods: m.yes(40), Operator: m.unit("旅游"), Phone: m.phone()}
		}},
		{kind: "entertainment", count: 1450, name: "娱乐场所", risks: mixed, make: func(m *maker) register.Attrs {
			return register.Entertainment{Type: m.of("ktv", "bar", "internet", "bath", "gym", "cinema", "escape"), Space: m.num(150, 4000), Capacity: 40 + m.IntN(600), Floor: m.IntN(6) - 1, Exits: 2 + m.IntN(4), Sprinkler: m.yes(80), Checked: m.day(2015, 2025), Keeper: m.person(), Phone: m.phone()}
		}},
		{kind: "venue", count: 48, name: "场馆", risks: mixed, make: func(m *maker) register.Attrs {
			return register.Venue{Type: m.of("gymnasium", "stadium", "exhibition", "theatre", "museum"), Capacity: 800 + m.IntN(30_000), Space: m.num(3000, 120_000), Exits: 6 + m.IntN(30), Shelter: m.yes(60), Operator: m.unit("场馆运营"), Phone: m.phone()}
		}},
		{kind: "board", count: 360, name: "预警发布屏", make: func(m *maker) register.Attrs {
			place := "community" // 130 at the gates of expressways, 230 in communities
			if m.n%36 < 13 {
				place = "expressway"
			}
			return register.Board{Place: place, Type: m.of("led", "mono", "lcd"), Width: m.tenths(1.5, 12), Height: m.tenths(1, 4), Characters: 20 + m.IntN(100), Plays: 8 + m.IntN(12), Receipt: m.yes(80), State: state(m), Keeper: m.unit("信息工程")}
		}},
		{kind: "siren", count: 620, name: "应急广播", make: func(m *maker) register.Attrs {
			return register.Siren{Type: m.of("speaker", "speaker", "siren", "hand"), Reach: m.num(300, 1500), Level: m.num(100, 130), People: 500 + m.IntN(9000), Voice: m.yes(75), Backup: m.num(4, 48), Tested: m.day(2025, 2025), State: state(m)}
		}},
		{kind: "weather-station", count: 210, name: "气象站", make: func(m *maker) register.Attrs {
			return register.WeatherStation{Code: fmt.Sprintf("L%04d", m.n), Type: m.of("regional", "regional", "regional", "road", "national"), Height: m.num(25, 180), Wind: true, Rain: true, Sight: m.yes(30), Period: 5, State: state(m)}
		}},
		{kind: "seismic-station", count: 14, name: "地震台", make: func(m *maker) register.Attrs {
			return register.SeismicStation{Code: fmt.Sprintf("DE%03d", m.n), Type: m.of("general", "standard", "basic"), Warn: m.yes(80), Ground: m.of("1", "2", "2", "3"), State: state(m)}
		}},
	}
}

// state of a device: one in thirty does not answer.
func state(m *maker) string {
	switch x := m.IntN(60); x {
	case 0:
		return "fault"
	case 1:
		return "offline"
	}
	return "online"
}
