import { createRouter, createWebHistory, type RouteRecordRaw } from "vue-router"
import { guard } from "@/shared/navigation"

/** A station: its list, and beside it the one chosen. */
function station(name: string, component: RouteRecordRaw["component"]): RouteRecordRaw {
  return { path: `/${name}/:id?`, name, component, props: true } as RouteRecordRaw
}

export const router = createRouter({
  history: createWebHistory("/desk/"),
  routes: [
    { path: "/", redirect: { name: "inbox" } },
    station("inbox", () => import("./intake/InboxPage.vue")),
    station("topics", () => import("./intake/TopicsPage.vue")),
    { path: "/sessions/new", name: "convene", component: () => import("./agenda/ConvenePage.vue") },
    station("sessions", () => import("./agenda/SessionsPage.vue")),
    station("rooms", () => import("./room/RoomsPage.vue")),
    { path: "/room/:id", name: "room", component: () => import("./room/RoomPage.vue"), props: true },
    station("polls", () => import("./voting/PollsPage.vue")),
    station("resolutions", () => import("./resolution/ResolutionsPage.vue")),
    station("notices", () => import("./resolution/NoticesPage.vue")),
    station("orders", () => import("./supervision/OrdersPage.vue")),
    station("evaluation", () => import("./supervision/EvaluationPage.vue")),
    station("archive", () => import("./supervision/ArchivePage.vue")),
    { path: "/calendar", name: "calendar", component: () => import("./agenda/CalendarPage.vue") },
    { path: "/studio", name: "studio", component: () => import("./intake/StudioPage.vue") },
    { path: "/enter", name: "enter", component: () => import("./intake/EnterPage.vue") },
    { path: "/claims", name: "claims", component: () => import("./people/ClaimsPage.vue") },
    station("people", () => import("./people/PeoplePage.vue")),
    { path: "/bodies", name: "bodies", component: () => import("./people/BodiesPage.vue") },
    { path: "/places", name: "places", component: () => import("./people/PlacesPage.vue") },
    { path: "/delegations", name: "delegations", component: () => import("./people/DelegationsPage.vue") },
    { path: "/import", name: "import", component: () => import("./people/ImportPage.vue") },
    { path: "/everything", name: "everything", component: () => import("./overview/EverythingPage.vue") },
    { path: "/matter/:id", name: "matter", component: () => import("./overview/MatterPage.vue"), props: true },
    { path: "/sign-in", name: "leave", component: () => import("./pages/LeavePage.vue"), meta: { public: true } },
    { path: "/:rest(.*)", name: "nowhere", component: () => import("./pages/NowherePage.vue"), meta: { public: true } },
  ],
})

guard(router, (back) => ({ name: "leave", query: { back } }))
