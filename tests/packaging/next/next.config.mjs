/** @type {import('next').NextConfig} */
export default {
  // The folder with node_modules, where this recipe lies inside of another project.
  turbopack: { root: new URL('..', import.meta.url).pathname },
};
