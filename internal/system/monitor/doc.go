// Package monitor is risk monitoring (风险监测): the duty officer's alarm console and the points with their values. What
// devices say comes through system/intake into engine/signal, which evaluates it; warnings of offices are system/warn's.
package monitor
