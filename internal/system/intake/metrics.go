package intake

import (
	"github.com/prometheus/client_golang/prometheus"
)

// metrics are what operators watch of the intake. Labels are sources and reasons, which are few; never devices.
type metrics struct {
	taken     *prometheus.CounterVec
	seconds   *prometheus.HistogramVec
	unassured prometheus.Counter
	unused    *prometheus.CounterVec
	callers   *prometheus.GaugeVec
	minutes   *prometheus.CounterVec
}

func newMetrics(r prometheus.Registerer) (metrics, error) {
	m := metrics{
		taken: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "anlan_observations_total", Help: "Values of devices that were stored and evaluated, by source.",
		}, []string{"source"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "anlan_observation_batch_seconds", Help: "Time to store and evaluate a batch of values, alarms committed, by source.",
			Buckets: []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5},
		}, []string{"source"}),
		unassured: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "anlan_mqtt_unassured_total", Help: "MQTT messages sent with QoS 0, of which nobody can say that none was lost.",
		}),
		unused: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "anlan_statistics_unused_total", Help: "Means, minima and maxima that devices sent and no point asks for, by source.",
		}, []string{"source"}),
		callers: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "anlan_device_connections", Help: "Open connections of devices over TCP, by protocol.",
		}, []string{"protocol"}),
		minutes: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "anlan_hj212_minutes_total", Help: "Minute data of HJ 212 monitors: found missing, asked for, and found again.",
		}, []string{"what"}),
	}
	if r == nil {
		return m, nil
	}
	for _, c := range []prometheus.Collector{m.taken, m.seconds, m.unassured, m.unused, m.callers, m.minutes} {
		if err := r.Register(c); err != nil {
			return m, err
		}
	}
	return m, nil
}
