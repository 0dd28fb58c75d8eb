package nature

import (
	"anlan/internal/base/bus"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/lang"
	"anlan/internal/system"
)

const (
	readWater    = "nature.water.read"
	reportWater  = "nature.water.report"
	planWater    = "nature.water.plan"
	readTyphoon  = "nature.typhoon.read"
	putTyphoon   = "nature.typhoon.put"
	readForest   = "nature.forest.read"
	putForest    = "nature.forest.put"
	readSighting = "nature.sighting.read"
	reportFire   = "nature.sighting.report"
	judgeFire    = "nature.sighting.judge"
	readEvents   = "nature.event.read"
)

var readers = []string{system.Auditor, system.Duty, system.Commander, system.Field, system.Head, system.Leader}

// Permissions of the system and the roles that hold them.
var Permissions = []system.Permission{
	{Name: readWater, Title: lang.T("查看水情和积水点", "See levels and water-logging points"), Roles: readers},
	{Name: reportWater, Title: lang.T("报送水情、雨量预报", "Report levels and forecast rain"), Roles: []string{system.Duty, system.Commander}},
	{Name: planWater, Title: lang.T("编制一点一策", "Write the plans of water-logging points"), Roles: []string{system.Duty, system.Head}},
	{Name: readTyphoon, Title: lang.T("查看台风路径", "See typhoons"), Roles: readers},
	{Name: putTyphoon, Title: lang.T("录入台风报文", "Put in bulletins of typhoons"), Roles: []string{system.Duty}},
	{Name: readForest, Title: lang.T("查看森林火险", "See the danger of forest fire"), Roles: readers},
	{Name: putForest, Title: lang.T("录入火险气象", "Put in fire weather"), Roles: []string{system.Duty}},
	{Name: readSighting, Title: lang.T("查看热点和瞭望报告", "See sightings of fire"), Roles: append([]string{system.Grid}, readers...)},
	{Name: reportFire, Title: lang.T("报告火情", "Report sightings of fire"), Roles: []string{system.Duty, system.Field, system.Grid}},
	{Name: judgeFire, Title: lang.T("核查、归并火情", "Judge and merge sightings"), Roles: []string{system.Duty, system.Commander}},
	{Name: readEvents, Title: lang.T("查看统一事件", "See the list of events"), Roles: readers},
}

// The events. WaterChanged carries a WaterNotice, SightingChanged and FireConfirmed a Sighting.
const (
	WaterChanged    bus.Type = "nature.water.changed"
	TyphoonChanged  bus.Type = "nature.typhoon.changed"
	ForestChanged   bus.Type = "nature.forest.changed"
	SightingChanged bus.Type = "nature.sighting.changed"
	FireConfirmed   bus.Type = "nature.fire.confirmed"
)

// Module declares the system.
func (s *System) Module() system.Module {
	return system.Module{
		Name: "nature", Title: lang.T("自然灾害监测", "Flood, forest and weather"), Workspace: system.Monitoring, Permissions: Permissions,
		Operations: append(s.waterOperations(), s.fireOperations()...),
		Handles:    []bus.Handler{bus.On("nature.message-taken", messageTaken, s.fromMessage)},
		Emits:      []bus.Type{WaterChanged, TyphoonChanged, ForestChanged, SightingChanged, FireConfirmed},
		Pages: []system.Page{
			{Path: "/monitor/events", Title: lang.T("统一事件", "Events"), Workspace: system.Monitoring, Permission: readEvents},
			{Path: "/monitor/water", Title: lang.T("防汛水情", "Flood"), Workspace: system.Monitoring, Permission: readWater},
			{Path: "/monitor/typhoon", Title: lang.T("台风路径", "Typhoons"), Workspace: system.Monitoring, Permission: readTyphoon},
			{Path: "/monitor/forest", Title: lang.T("森林火险", "Forest fire"), Workspace: system.Monitoring, Permission: readForest},
		},
	}
}

func (s *System) waterOperations() []httpapi.Operation {
	return []httpapi.Operation{
		httpapi.Get("/nature/waterlogging", readWater, s.waterlogging).Doc("Water-logging points", "Each with its depth now, the depth that the forecast rain will bring, and its plan; the deepest danger first."),
		httpapi.Get("/nature/waterlogging/{id}", readWater, s.onePoint).Doc("One water-logging point", "With its plan, the working of the forecast depth hour by hour, and its last levels."),
		httpapi.Get("/nature/waterlogging/plan/form", readWater, s.planSchema).Doc("The form of a plan", "JSON Schema of a plan of a water-logging point (一点一策)."),
		httpapi.Put("/nature/waterlogging/{id}/plan", planWater, s.putPlan).Doc("Write the plan of a point", "Against the version that was read; refused when somebody was first."),
		httpapi.Post("/nature/rain", reportWater, s.putRain).Doc("Put in forecast rain", "Hour by hour for an area. The newest of the smallest area holds for a place."),
		httpapi.Get("/nature/gauges", readWater, s.gauges).Doc("Rivers and reservoirs", "Each gauge with its level, trend and crest against its lines; the highest danger first."),
		httpapi.Post("/nature/levels", reportWater, s.putLevel).Doc("Report a level", "Of a gauge in m or of a water-logging point in cm. The same moment again corrects it."),
		httpapi.Get("/nature/levels/{id}", readWater, s.levels).Doc("Levels of a place", "Of the last days, oldest first."),
		httpapi.Get("/nature/typhoons", readTyphoon, s.typhoons).Doc("Typhoons", "The newest bulletin of each number, with circles, doubt, and when they arrive at a place."),
		httpapi.Command("/nature/typhoons/look", putTyphoon, s.lookBulletin).Doc("Look at a bulletin", "Its circles, doubt and arrivals, before it is put in. Nothing is kept."),
		httpapi.Post("/nature/typhoons", putTyphoon, s.putBulletin).Doc("Put in a bulletin", "The track as observed and as forecast, with wind circles by quadrant. For officers of the whole city. The same issue again replaces it."),
		httpapi.Get("/nature/forest", readForest, s.forest).Doc("Danger of forest fire", "Of each area on a day, with what it follows from and the days before."),
		httpapi.Post("/nature/forest/weather", putForest, s.putWeather).Doc("Put in the weather of a day", "At noon, for an area. The codes of the days after are computed anew."),
	}
}

func (s *System) fireOperations() []httpapi.Operation {
	return []httpapi.Operation{
		httpapi.Get("/nature/sightings", readSighting, s.sightings).Doc("Sightings of fire", "By satellite, tower, drone and on foot; newest first, at most 500."),
		httpapi.Post("/nature/sightings/{id}", reportFire, s.report).Doc("Report a sighting", "With a place, or from where and in which direction it was seen. Its id is made by the sender; sent twice it is one."),
		httpapi.Post("/nature/sightings/{id}/merge", judgeFire, s.merge).Doc("Merge a sighting into another", "They are one fire: bearings are crossed, and the place of the main one follows."),
		httpapi.Post("/nature/sightings/{id}/split", judgeFire, s.split).Doc("Take a merged sighting out again", ""),
		httpapi.Post("/nature/sightings/{id}/judge", judgeFire, s.judge).Doc("Judge a sighting", "Confirmed opens an incident; dismissed wants a reason; over ends a confirmed one."),
		httpapi.Get("/nature/events", readEvents, s.events).Doc("All events", "Alarms, sightings of fire, levels beyond their lines and more, newest first; each names others near by in place and time."),
	}
}
