// Package nature is the watch over floods, forests, fire and weather (自然灾害监测): water-logging points with their plans and
// forecast depths, levels of rivers and reservoirs against their lines, tracks of typhoons, the danger of forest fire,
// sightings of fire from satellites, towers and drones, and one list of all that is happening.
//
// Water (water*.go, plan.go, rain.go): levels are measured by points of engine/signal or reported by hand; depths to come
// follow from forecast rain by a table of each point. Typhoons (typhoon.go) keep every bulletin; circles and arrivals are
// computed by model/typhoon. Forest danger (forest.go) is model/fwi day by day for each district. Sightings (sighting*.go)
// come from phones and satellites; those that are judged to be one are merged, and bearings are crossed by model/bearing.
// The list of events (event*.go) joins sources behind one small interface. How people are warned, and what is done about an
// event, is not known here: a confirmed fire is an event on the bus, from which the command opens an incident.
package nature
